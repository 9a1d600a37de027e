package io.github.ylhcancel.testing;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** A command that has ended. */
public record Ran(int code, String out, String err) {
    public JsonNode json() {
        try {
            return new JsonMapper().readTree(out);
        } catch (JacksonException e) {
            throw new AssertionError("not JSON: " + out + err, e);
        }
    }
}
