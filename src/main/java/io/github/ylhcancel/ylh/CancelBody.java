package io.github.ylhcancel.ylh;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.ylhcancel.domain.CancellationRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The bytes of a cancel call. A function of the four frozen values and nothing else: the same request gives the same bytes in
 * every attempt, run and version of this program.
 */
final class CancelBody {
    /** Said although it is a default of some versions of Jackson: a new version must not change the bytes. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private CancelBody() {}

    static byte[] of(CancellationRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("soId", request.soId());
            // A string, as the interface asks for, although it is a number of milliseconds.
            json.writeStringField(
                    "cancelTime", String.valueOf(request.cancelTime().toEpochMilli()));
            json.writeStringField("cancelReason", request.cancelReason());
            json.writeStringField("sourceSystem", request.sourceSystem());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
