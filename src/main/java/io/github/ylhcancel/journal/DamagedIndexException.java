package io.github.ylhcancel.journal;

import java.io.IOException;

/** An index that does not fit its file; a new one can be made of that. */
final class DamagedIndexException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedIndexException(String what) {
        super(what);
    }
}
