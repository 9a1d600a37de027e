package io.github.ylhcancel.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.JsonGeneratorDecorator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import io.github.ylhcancel.base.Text;
import java.io.IOException;
import java.util.Arrays;

/** JSON that can be looked at: what cannot be seen, or steers a terminal, is escaped, and whoever parses it has the original text. */
public final class VisibleJson {
    private static final Escapes USUAL = new Escapes(false);
    /** For a text that has something hidden which is made of two halves. */
    private static final Escapes OF_HALVES = new Escapes(true);

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder().addDecorator(new Visible()).build();

    private VisibleJson() {}

    /** Makes generators that write it. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /** The text as it can be written: of half a character no parser makes anything. */
    private static String prepared(JsonGenerator json, String text) {
        if (text == null || text.chars().noneMatch(VisibleJson::isHalf)) {
            json.setCharacterEscapes(USUAL);
            return text;
        }
        int[] whole = text.codePoints().map(one -> isHalf(one) ? '\uFFFD' : one).toArray();
        boolean hides =
                Arrays.stream(whole).anyMatch(one -> Character.isSupplementaryCodePoint(one) && Text.isHidden(one));
        json.setCharacterEscapes(hides ? OF_HALVES : USUAL);
        return new String(whole, 0, whole.length);
    }

    private static boolean isHalf(int unit) {
        return Character.getType(unit) == Character.SURROGATE;
    }

    private static final class Visible implements JsonGeneratorDecorator {
        @Override
        public JsonGenerator decorate(JsonFactory factory, JsonGenerator json) {
            return new JsonGeneratorDelegate(json) {
                @Override
                public void writeFieldName(String name) throws IOException {
                    super.writeFieldName(prepared(json, name));
                }

                @Override
                public void writeString(String text) throws IOException {
                    super.writeString(prepared(json, text));
                }
            };
        }
    }

    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        private final boolean ofHalves;
        private final int[] ascii = standardAsciiEscapesForJSON();

        Escapes(boolean ofHalves) {
            this.ofHalves = ofHalves;
            ascii[0x7F] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii;
        }

        @Override
        public SerializableString getEscapeSequence(int unit) {
            boolean escaped = isHalf(unit) ? ofHalves : Text.isHidden(unit);
            return escaped ? new SerializedString(String.format("\\u%04x", unit)) : null;
        }
    }
}
