package io.github.ylhcancel.callback;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.domain.Callback;
import io.github.ylhcancel.domain.Callback.Item;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads the JSON in a callback. Numbers may come as texts, and the list of items as the text of one. */
final class CallbackData {
    private static final int DEPTH = 8;
    private static final int DIGITS = 19;
    private static final int NUMBER_LENGTH = 255;
    private static final int FAILURE_LENGTH = 100;
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,19}(?:\\.0{1,18})?");

    /** A key that stands twice could say yes and no. */
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxNumberLength(DIGITS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    private final JsonNode object;

    private CallbackData(JsonNode object) {
        this.object = object;
    }

    /**
     * @param data as it came
     * @param digest of what was signed
     */
    static Callback read(Method method, Instant at, String data, String digest) throws RefusedCallback {
        JsonNode object = parsed(data, "Data");
        if (!object.isObject()) {
            throw RefusedCallback.unreadable("data", "callback.data-no-object", "Data");
        }
        return new CallbackData(object).callback(method, at, digest);
    }

    private Callback callback(Method method, Instant at, String digest) throws RefusedCallback {
        State state = state();
        String order = orderNumber("PlatformOrderNo")
                .orElseThrow(() -> RefusedCallback.unreadable("data", "callback.data-missing", "PlatformOrderNo"));
        boolean inPart = method == Method.CANCEL && state == State.PARTLY;
        return new Callback(
                method,
                at,
                orderNumber("ExtOrderNo"),
                order,
                state,
                text(object, "FailMsg").map(CallbackData::cleaned).orElse(""),
                inPart ? items() : List.of(),
                digest);
    }

    private State state() throws RefusedCallback {
        String word = text(object, "State")
                .orElseThrow(() -> RefusedCallback.unreadable("data", "callback.data-missing", "State"));
        for (State state : State.values()) {
            if (word.equals(String.valueOf(state.number()))) {
                return state;
            }
        }
        throw RefusedCallback.unreadable("data", "callback.data-state", Text.shown(word));
    }

    /** What cannot be seen stands in no order number, and would make two of them look like one. */
    private Optional<String> orderNumber(String field) throws RefusedCallback {
        Optional<String> number = text(object, field).filter(text -> !text.isBlank());
        if (number.filter(text ->
                        text.length() > NUMBER_LENGTH || !Text.visible(text).equals(text))
                .isPresent()) {
            throw RefusedCallback.unreadable("data", "callback.data-field", field);
        }
        return number;
    }

    private static String cleaned(String failure) {
        String words = PersonalData.masked(failure.strip());
        String line = Text.line(words, FAILURE_LENGTH);
        return line.length() > FAILURE_LENGTH ? Text.line(words, FAILURE_LENGTH - 1) : line;
    }

    private List<Item> items() throws RefusedCallback {
        JsonNode list = object.path("itemList");
        if (list.isTextual()) {
            list = list.textValue().isBlank() ? object.path("none") : parsed(list.textValue(), "itemList");
        }
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray()) {
            throw RefusedCallback.unreadable("data", "callback.data-field", "itemList");
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode item : list) {
            if (!item.isObject()) {
                throw RefusedCallback.unreadable("data", "callback.data-field", "itemList");
            }
            String code = text(item, "productCode")
                    .filter(text -> !text.isBlank())
                    .orElseThrow(() -> RefusedCallback.unreadable("data", "callback.data-missing", "productCode"));
            items.add(new Item(
                    code,
                    quantity(item, "totalQty"),
                    quantity(item, "receiveQty"),
                    quantity(item, "returnQty"),
                    quantity(item, "rejectQty")));
        }
        return items;
    }

    private static OptionalInt quantity(JsonNode item, String field) throws RefusedCallback {
        Optional<String> text = text(item, field).filter(given -> !given.isBlank());
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (WHOLE.matcher(text.get()).matches()) {
            BigDecimal number = new BigDecimal(text.get());
            if (number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
                return OptionalInt.of(number.intValueExact());
            }
        }
        throw RefusedCallback.unreadable("data", "callback.data-field", field);
    }

    /** A text, or a number as it is written. */
    private static Optional<String> text(JsonNode from, String field) throws RefusedCallback {
        JsonNode value = from.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value.isTextual()) {
            return Optional.of(value.textValue());
        }
        if (value.isNumber()) {
            return Optional.of(value.isBigDecimal() ? value.decimalValue().toString() : value.asText());
        }
        throw RefusedCallback.unreadable("data", "callback.data-field", field);
    }

    private static JsonNode parsed(String text, String what) throws RefusedCallback {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw RefusedCallback.unreadable("data", "callback.data-no-json", what, DEPTH, DIGITS);
        }
    }
}
