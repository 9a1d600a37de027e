package io.github.ylhcancel.store;

/** How the stock rows of a set are taken that somebody else may have. */
enum StockLock {
    /** All by one statement, which waits. */
    TOGETHER,
    /** The same, but where one of them may be held for long: it must not wait for rows that the set does not need. */
    CAREFULLY,
    /** Nobody is waited for. */
    WITHOUT_WAITING
}
