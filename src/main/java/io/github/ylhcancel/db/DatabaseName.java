package io.github.ylhcancel.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The name of a table or column as a configuration writes it: plain, or in quotation marks ({@code "orderPlacedAt"}, {@code shop."Order"})
 * where the database has it in letters that it would take for others if they were plain.
 */
public final class DatabaseName {
    private static final char MARK = '"';
    /** Plain, some of the databases take these for something else. To quote one too many changes nothing. */
    private static final Set<String> RESERVED = Set.of(
            "all",
            "analyse",
            "analyze",
            "and",
            "any",
            "array",
            "as",
            "asc",
            "both",
            "by",
            "call",
            "case",
            "cast",
            "change",
            "character",
            "check",
            "collate",
            "collation",
            "column",
            "condition",
            "constraint",
            "create",
            "cross",
            "current",
            "cursor",
            "database",
            "databases",
            "day",
            "declare",
            "default",
            "delete",
            "desc",
            "describe",
            "distinct",
            "div",
            "drop",
            "dual",
            "each",
            "else",
            "empty",
            "end",
            "escape",
            "except",
            "exists",
            "exit",
            "explain",
            "false",
            "fetch",
            "float",
            "for",
            "force",
            "foreign",
            "from",
            "full",
            "function",
            "generated",
            "grant",
            "group",
            "groups",
            "having",
            "hour",
            "if",
            "ignore",
            "in",
            "index",
            "inner",
            "insert",
            "int",
            "integer",
            "intersect",
            "interval",
            "into",
            "is",
            "join",
            "key",
            "keys",
            "kill",
            "lag",
            "lateral",
            "lead",
            "leading",
            "leave",
            "left",
            "like",
            "limit",
            "lines",
            "load",
            "lock",
            "loop",
            "match",
            "minute",
            "mod",
            "month",
            "natural",
            "not",
            "null",
            "of",
            "offset",
            "on",
            "only",
            "option",
            "or",
            "order",
            "out",
            "outer",
            "over",
            "partition",
            "placing",
            "precision",
            "primary",
            "procedure",
            "purge",
            "range",
            "rank",
            "read",
            "recursive",
            "references",
            "regexp",
            "release",
            "rename",
            "repeat",
            "replace",
            "require",
            "restrict",
            "return",
            "returning",
            "revoke",
            "right",
            "row",
            "rows",
            "schema",
            "schemas",
            "second",
            "select",
            "separator",
            "set",
            "show",
            "some",
            "sql",
            "ssl",
            "starting",
            "symmetric",
            "system",
            "table",
            "then",
            "to",
            "trailing",
            "trigger",
            "true",
            "undo",
            "union",
            "unique",
            "unlock",
            "unsigned",
            "update",
            "usage",
            "use",
            "user",
            "using",
            "value",
            "values",
            "varying",
            "verbose",
            "when",
            "where",
            "while",
            "window",
            "with",
            "write",
            "year");

    private DatabaseName() {}

    /** Its parts, the name of the database or schema first, as they are written. */
    static List<String> parts(String written) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (char c : written.toCharArray()) {
            quoted ^= c == MARK;
            if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    static boolean isQuoted(String part) {
        return part.length() > 1 && part.charAt(0) == MARK && part.charAt(part.length() - 1) == MARK;
    }

    /** Without the quotation marks, if it has any. */
    static String bare(String part) {
        return isQuoted(part) ? part.substring(1, part.length() - 1) : part;
    }

    static String quoted(String bare) {
        return MARK + bare + MARK;
    }

    static boolean isReserved(String part) {
        return RESERVED.contains(part.toLowerCase(Locale.ROOT));
    }
}
