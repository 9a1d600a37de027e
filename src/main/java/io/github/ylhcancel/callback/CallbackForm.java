package io.github.ylhcancel.callback;

import io.github.ylhcancel.base.Sha256;
import io.github.ylhcancel.base.Text;
import io.github.ylhcancel.config.CallbackAccess;
import io.github.ylhcancel.domain.CallbackSignature;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters of a callback, decoded exactly once. The signed text has no marks between its parts, so other parameters with the same
 * letters have the same signature; that is why nothing but the parameters that are known, each once and in its spelling, is a form.
 */
final class CallbackForm {
    /** As many bytes as the largest one has with every byte escaped, and some more. */
    static final int MOST_BYTES = 256 << 10;

    private static final int MOST_DATA_BYTES = 64 << 10;

    private final SortedMap<String, String> parameters;

    private CallbackForm(SortedMap<String, String> parameters) {
        this.parameters = parameters;
    }

    /**
     * @param body {@code application/x-www-form-urlencoded}, as it came
     * @param extra names that are allowed besides those that every callback has
     */
    static CallbackForm of(byte[] body, Set<String> extra) throws RefusedCallback {
        if (body.length > MOST_BYTES) {
            throw RefusedCallback.unreadable("too-large", "callback.too-large", MOST_BYTES >> 10);
        }
        int end = withoutLineEnd(body);
        if (end == 0) {
            throw RefusedCallback.unreadable("empty", "callback.empty");
        }
        SortedMap<String, String> parameters = new TreeMap<>();
        for (int[] piece : pieces(body, end)) {
            int equals = find(body, '=', piece[0], piece[1]);
            String name = decoded(body, piece[0], equals);
            String value = equals == piece[1] ? "" : decoded(body, equals + 1, piece[1]);
            if (!CallbackAccess.PARAMETERS.contains(name) && !extra.contains(name)) {
                throw RefusedCallback.wrong("parameter", "callback.parameter-unknown", Text.shown(name));
            }
            if (value.isBlank()) {
                throw RefusedCallback.wrong("parameter", "callback.parameter-blank", name);
            }
            if (parameters.put(name, value) != null) {
                throw RefusedCallback.wrong("parameter", "callback.parameter-twice", name);
            }
        }
        for (String name : CallbackAccess.PARAMETERS) {
            if (!parameters.containsKey(name)) {
                throw RefusedCallback.wrong("parameter", "callback.parameter-missing", name);
            }
        }
        if (parameters.get(CallbackAccess.DATA).getBytes(StandardCharsets.UTF_8).length > MOST_DATA_BYTES) {
            throw RefusedCallback.unreadable("too-large", "callback.data-too-large", MOST_DATA_BYTES >> 10);
        }
        return new CallbackForm(parameters);
    }

    /** A body that was kept in a file may have got a line's end, which no form has. */
    private static int withoutLineEnd(byte[] body) {
        int end = body.length;
        if (end > 0 && body[end - 1] == '\n') {
            end--;
            if (end > 0 && body[end - 1] == '\r') {
                end--;
            }
        }
        return end;
    }

    private static List<int[]> pieces(byte[] body, int end) {
        List<int[]> pieces = new ArrayList<>();
        for (int from = 0; from <= end; ) {
            int to = find(body, '&', from, end);
            pieces.add(new int[] {from, to});
            from = to + 1;
        }
        return pieces;
    }

    private static int find(byte[] body, char wanted, int from, int to) {
        int at = from;
        while (at < to && body[at] != wanted) {
            at++;
        }
        return at;
    }

    private static String decoded(byte[] body, int from, int to) throws RefusedCallback {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int at = from; at < to; at++) {
            byte one = body[at];
            if (one == '%') {
                bytes.write(escaped(body, at, to));
                at += 2;
            } else if (one >= 0 && one < ' ' || one == 0x7F) {
                throw RefusedCallback.unreadable("encoding", "callback.control-character", at + 1);
            } else {
                bytes.write(one == '+' ? ' ' : one);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw RefusedCallback.unreadable("encoding", "callback.not-utf8");
        }
    }

    private static int escaped(byte[] body, int at, int to) throws RefusedCallback {
        int high = at + 2 < to ? Character.digit(body[at + 1], 16) : -1;
        int low = at + 2 < to ? Character.digit(body[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw RefusedCallback.unreadable("encoding", "callback.bad-escape", at + 1);
        }
        return high << 4 | low;
    }

    /** One that every callback has. */
    String get(String name) {
        return parameters.get(name);
    }

    /** All, by name. */
    SortedMap<String, String> parameters() {
        return parameters;
    }

    /** Of what was signed: the same for the same callback, in whatever order and however escaped its parameters come. */
    String digest() {
        return Sha256.ofParts(CallbackSignature.signed(parameters).entrySet().stream()
                .flatMap(one -> List.of(one.getKey(), one.getValue()).stream())
                .toArray(String[]::new));
    }
}
