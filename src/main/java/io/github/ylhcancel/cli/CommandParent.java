package io.github.ylhcancel.cli;

/** A command that has commands below it. */
interface CommandParent {
    YlhCommand root();
}
