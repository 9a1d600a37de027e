package io.github.ylhcancel.db;

/**
 * Where the transactions begin and end that statements run in, for a database where nothing may be set for the session: the
 * beginning, with the settings that hold for this transaction alone, goes to the server together with the first statement, and
 * costs no round trip of its own.
 */
final class Frame {
    /** For sessions that are set up when they are opened: statements go as they are. */
    static final Frame NONE = new Frame(Beginning.NONE, false);

    /**
     * What is sent in front of a statement.
     *
     * @param text empty, or statements that each end with a semicolon
     * @param results how many results come before the statement's own
     */
    record Beginning(String text, int results) {
        static final Beginning NONE = new Beginning("", 0);
    }

    /**
     * A statement with what goes with it.
     *
     * @param before how many results come before its own
     */
    record Framed(String text, int before) {}

    private final Beginning beginning;
    private final boolean each;
    private boolean begun;

    private Frame(Beginning beginning, boolean each) {
        this.beginning = beginning;
        this.each = each;
    }

    /** Each statement is a transaction of its own. */
    static Frame each(Beginning beginning) {
        return new Frame(beginning, true);
    }

    /** The statements are one transaction, which begins with the first of them and which somebody else ends. */
    static Frame one(Beginning beginning) {
        return new Frame(beginning, false);
    }

    Framed around(String statement) {
        if (isBare()) {
            return new Framed(statement, 0);
        }
        begun = !each;
        return new Framed(beginning.text() + statement + (each ? ";COMMIT" : ""), beginning.results());
    }

    /** What has to be sent by itself before something that nothing can be put in front of. */
    String first() {
        if (isBare()) {
            return "";
        }
        begun = !each;
        return beginning.text();
    }

    /** Whether a transaction of several statements has begun. */
    boolean hasBegun() {
        return begun;
    }

    private boolean isBare() {
        return begun || beginning.text().isEmpty();
    }

    /** Whether what has just been run has to be ended at once, well or not. */
    boolean endsEach() {
        return each && !beginning.text().isEmpty();
    }
}
