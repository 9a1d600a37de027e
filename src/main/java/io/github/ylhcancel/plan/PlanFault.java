package io.github.ylhcancel.plan;

import io.github.ylhcancel.base.Message;

/** Why a file is no plan that can be carried out. */
final class PlanFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Message why;

    PlanFault(String key, Object... arguments) {
        super(key, null, false, false);
        this.why = Message.of(key, arguments);
    }

    Message why() {
        return why;
    }
}
