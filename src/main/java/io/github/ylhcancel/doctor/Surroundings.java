package io.github.ylhcancel.doctor;

import java.util.Map;

/**
 * What the process was started in.
 *
 * @param properties those of this Java
 * @param environment the variables
 */
public record Surroundings(
        Map<String, String> properties, Map<String, String> environment, boolean inIsTerminal, boolean outIsTerminal) {
    String property(String name) {
        return properties.getOrDefault(name, "");
    }

    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** Without the environment: it holds passwords. */
    @Override
    public String toString() {
        return "Surroundings[in=" + inIsTerminal + ", out=" + outIsTerminal + "]";
    }
}
