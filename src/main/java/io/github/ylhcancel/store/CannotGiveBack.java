package io.github.ylhcancel.store;

import io.github.ylhcancel.domain.Message;

/** The stock of an order cannot come back as things are. The transaction has to be undone. */
final class CannotGiveBack extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Message what;

    CannotGiveBack(Message what) {
        super(what.toString(), null, false, false);
        this.what = what;
    }

    Message what() {
        return what;
    }
}
