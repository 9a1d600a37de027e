package io.github.ylhcancel.db;

/** Other transactions were in the way each time that the work was tried. Nothing of it is there; later it may well succeed. */
public final class ContentionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ContentionException(int tries, String message, Throwable cause) {
        super("another transaction was in the way each of " + tries + " times: " + message, cause);
    }
}
