package io.github.ylhcancel.domain;

/**
 * Who wants events; where nobody does, none is written.
 *
 * @param file whether {@code events.file} is set
 * @param command whether {@code events.command} is set
 */
public record EventWishes(boolean file, boolean command) {
    public static final EventWishes NONE = new EventWishes(false, false);

    public boolean any() {
        return file || command;
    }
}
