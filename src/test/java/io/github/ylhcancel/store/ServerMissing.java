package io.github.ylhcancel.store;

import org.opentest4j.TestAbortedException;

/** What becomes of the tests of a database server that does not start on this machine. */
final class ServerMissing {
    private ServerMissing() {}

    /**
     * An error where the tests must be complete: under CI, or with {@code -Dylh.databases=required}. Anywhere else the test is
     * left out, and the console says so.
     */
    static RuntimeException because(String server, Throwable cause) {
        String message = "no " + server + " on this machine, its tests are left out: " + cause;
        if (System.getenv("CI") != null || "required".equals(System.getProperty("ylh.databases"))) {
            throw new AssertionError(message, cause);
        }
        System.err.println("WARNING: " + message);
        return new TestAbortedException(message, cause);
    }
}
