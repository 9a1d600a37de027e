package io.github.ylhcancel.process;

/** What a SELECT gets numbers from. */
final class Numbers {
    private Numbers() {}

    /**
     * From one to another, below ten thousand, each as {@code n}. MariaDB's sequences are none of MySQL's, and a recursion makes no more than
     * a thousand unless one allows it more.
     */
    static String onMysqlFamily(int first, int last) {
        return "(WITH RECURSIVE ten (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM ten WHERE d < 9)"
                + " SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n FROM ten a, ten b, ten c, ten e) numbers"
                + " WHERE n BETWEEN " + first + " AND " + last;
    }
}
