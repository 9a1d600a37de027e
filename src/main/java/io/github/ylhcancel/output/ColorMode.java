package io.github.ylhcancel.output;

import java.util.Locale;

/** When results are coloured. */
public enum ColorMode {
    AUTO,
    ALWAYS,
    NEVER;

    public boolean isOn(Terminal terminal) {
        return switch (this) {
            case AUTO ->
                terminal.outIsTerminal()
                        && terminal.environment().getOrDefault("NO_COLOR", "").isEmpty()
                        && !"dumb".equals(terminal.environment().get("TERM"));
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
