package io.github.ylhcancel.store;

/** Keeps the sweeps of a race from being through before the customers have come: they go forward together. */
final class Pace {
    private static final int AHEAD = 40;

    private final int orders;
    private final int customers;
    private int cancelled;
    private int served;

    /**
     * @param customers how many payments will be tried
     */
    Pace(int orders, int customers) {
        this.orders = orders;
        this.customers = customers;
    }

    synchronized void served() {
        served++;
        notifyAll();
    }

    /** Nobody is to be waited for any more. */
    synchronized void allServed() {
        served = customers;
        notifyAll();
    }

    synchronized void cancelled(long count) {
        cancelled += (int) count;
    }

    /** Waits until the sweeps are not ahead; answers whether there are customers still. */
    synchronized boolean keep() throws InterruptedException {
        while (served < customers && (long) (cancelled - AHEAD) * customers > (long) orders * served) {
            wait();
        }
        return served < customers;
    }
}
