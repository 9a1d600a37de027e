package io.github.ylhcancel.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PrintedWriterTest {
    private final StringWriter raw = new StringWriter();
    private final PrintWriter out = PrintedWriter.on(new PrintWriter(raw));

    @Test
    void oneCallIsOneLine() {
        out.println("a\r\nylh: forged\u2028b\u0085c");
        out.println((Object) "a\nb");
        out.println("a\nb".toCharArray());

        assertThat(raw).hasToString("a  ylh: forged b c\na b\na b\n");
    }

    @Test
    void nothingSteersTheTerminal() {
        out.println("\u001B[2J\u001B]52;c;cm0=\u0007\u009B31m\u202E\u200B\u0000" + Character.toString(0xE0041));
        out.print("\u001B[2J\n\u0007");
        out.write('\u009B');
        out.append("\u202E").printf("%s", "\u200B");

        assertThat(raw)
                .hasToString("\\u001b[2J\\u001b]52;c;cm0=\\u0007\\u009b31m\\u202e\\u200b\\u0000\\udb40\\udc41\n"
                        + "\\u001b[2J\n\\u0007\\u009b\\u202e\\u200b");
    }

    @Test
    void onlyOurOwnColoursBecomeColours() {
        Style style = new Style(true);

        out.println(style.bad("a") + style.strong("\u001B[32mb\n") + "\u001B[31mc");

        assertThat(raw).hasToString("\u001B[31ma\u001B[0m\u001B[1m\\u001b[32mb \u001B[0m\\u001b[31mc\n");
    }

    @Test
    void ordinaryTextIsAsItWas() {
        out.println("客户 𠮷 é 👍🏽");
        out.print("a\nb");
        char[] halves = "𠮷".toCharArray();
        out.write(halves, 0, 1);
        out.write(halves, 1, 1);

        assertThat(raw).hasToString("客户 𠮷 é 👍🏽\na\nb𠮷");
    }

    @Test
    void isPutOnAStreamOnce() {
        assertThat(PrintedWriter.on(out)).isSameAs(out);
    }
}
