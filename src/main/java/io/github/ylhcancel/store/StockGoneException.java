package io.github.ylhcancel.store;

/** What is to be taken again is not there any more. Nothing of the transaction may stay. */
final class StockGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StockGoneException() {
        super("the stock that came back has been sold", null, false, false);
    }
}
