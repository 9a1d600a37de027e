package io.github.ylhcancel.output;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;

/**
 * The three streams as the program was given them, all in UTF-8, and its environment. What is printed passes a
 * {@link PrintedWriter}, so that no command has to think of what foreign text may hold.
 *
 * @param inIsTerminal whether a person may be asked
 * @param errIsTerminal whether a progress bar has a place
 */
public record Terminal(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        boolean inIsTerminal,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment) {
    public Terminal {
        out = PrintedWriter.on(out);
        err = PrintedWriter.on(err);
    }

    /** See {@link PrintedWriter#raw}. */
    public PrintWriter rawOut() {
        return ((PrintedWriter) out).raw();
    }

    /** See {@link PrintedWriter#raw}. */
    public PrintWriter rawErr() {
        return ((PrintedWriter) err).raw();
    }

    /** Without the environment: it holds passwords. */
    @Override
    public String toString() {
        return "Terminal[in=" + inIsTerminal + ", out=" + outIsTerminal + ", err=" + errIsTerminal + "]";
    }
}
