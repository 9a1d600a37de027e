package io.github.ylhcancel.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.Text;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001B[2J",
                "\u0000\u0007\u007F",
                "\u0085\u009B31m",
                "\u202Ea\u2066",
                "\u200B\uFEFF\u2060",
                "\r\nforged\u2028",
                "𠮷\uDB40\uDC41\u200B",
                "\"\\"
            })
    void whatCannotBeSeenIsEscapedAndComesBackWhenParsed(String text) throws IOException {
        String json = json(text);

        assertThat(json.codePoints().filter(Text::isHidden)).isEmpty();
        JsonNode parsed = new JsonMapper().readTree(json);
        assertThat(parsed.fieldNames()).toIterable().containsExactly(text);
        assertThat(parsed.path(text).asText()).isEqualTo(text);
    }

    @Test
    void halfACharacterIsLost() throws IOException {
        assertThat(json("a\uD83D")).isEqualTo("{\"a\uFFFD\":\"a\uFFFD\"}");
    }

    @Test
    void whatCanBeSeenIsReadable() throws IOException {
        assertThat(json("客户 𠮷 é 👍")).isEqualTo("{\"客户 𠮷 é 👍\":\"客户 𠮷 é 👍\"}");
        assertThat(json(null)).isEqualTo("{\"null\":null}");
    }

    private static String json(String text) throws IOException {
        StringWriter written = new StringWriter();
        try (JsonGenerator json = VisibleJson.factory().createGenerator(written)) {
            json.writeStartObject();
            json.writeStringField(String.valueOf(text), text);
            json.writeEndObject();
        }
        return written.toString();
    }
}
