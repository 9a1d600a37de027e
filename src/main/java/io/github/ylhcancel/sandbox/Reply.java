package io.github.ylhcancel.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;

/** What goes back over the connection. Whoever writes it closes the exchange afterwards. */
sealed interface Reply {
    /** Empty if no byte is sent at all. */
    OptionalInt status();

    void writeTo(HttpExchange exchange) throws IOException;

    /** A complete answer. */
    record Whole(int code, Map<String, String> headers, byte[] body) implements Reply {
        @Override
        public OptionalInt status() {
            return OptionalInt.of(code);
        }

        @Override
        public void writeTo(HttpExchange exchange) throws IOException {
            headers.forEach(exchange.getResponseHeaders()::set);
            if (body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(code, -1);
                return;
            }
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Promises the length of the whole answer but sends half of it; closing the exchange then cuts the connection. */
    record Cut(Whole whole) implements Reply {
        @Override
        public OptionalInt status() {
            return whole.status();
        }

        @Override
        public void writeTo(HttpExchange exchange) throws IOException {
            whole.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(whole.code(), whole.body().length);
            exchange.getResponseBody().write(whole.body(), 0, whole.body().length / 2);
            exchange.getResponseBody().flush();
        }
    }

    /** Nothing: closing the exchange before any header was sent drops the connection. */
    record Dropped() implements Reply {
        @Override
        public OptionalInt status() {
            return OptionalInt.empty();
        }

        @Override
        public void writeTo(HttpExchange exchange) {}
    }
}
