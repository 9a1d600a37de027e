package io.github.ylhcancel.config;

import io.github.ylhcancel.domain.Message;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** What a configuration value must look like. */
public enum Kind {
    TEXT,
    SECRET,
    URL {
        @Override
        Optional<Message> problem(String value) {
            try {
                URI uri = new URI(value);
                boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
                boolean plain = uri.getHost() != null
                        && uri.getUserInfo() == null
                        && uri.getQuery() == null
                        && uri.getFragment() == null
                        && uri.getPort() != 0
                        && uri.getPort() <= 65_535;
                return http && plain ? Optional.empty() : Optional.of(Message.of("config.kind.url"));
            } catch (URISyntaxException e) {
                return Optional.of(Message.of("config.kind.url"));
            }
        }
    },
    FLAG {
        @Override
        Optional<Message> problem(String value) {
            return oneOf(value, "true", "false");
        }
    },
    /** At least a millisecond: what is shorter would be none where it is used. */
    DURATION {
        @Override
        Optional<Message> problem(String value) {
            return Durations.parse(value)
                            .filter(duration -> duration.toMillis() > 0)
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.duration"));
        }
    },
    /** A whole number from 0 to 1,000,000. */
    COUNT {
        @Override
        Optional<Message> problem(String value) {
            boolean right = !value.isEmpty()
                    && value.length() <= 7
                    && value.chars().allMatch(c -> c >= '0' && c <= '9')
                    && Integer.parseInt(value) <= 1_000_000;
            return right ? Optional.empty() : Optional.of(Message.of("config.kind.count"));
        }
    },
    /** A whole number from 0 to 100. */
    SMALL_COUNT {
        @Override
        Optional<Message> problem(String value) {
            boolean right = value.matches("[1-9]?[0-9]|100");
            return right ? Optional.empty() : Optional.of(Message.of("config.kind.small-count"));
        }
    },
    /** Room for some lines at least. */
    SIZE {
        @Override
        Optional<Message> problem(String value) {
            return Sizes.parse(value).filter(bytes -> bytes >= Sizes.SMALLEST).isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.size"));
        }
    },
    /** A whole number from 1 to 100. */
    PERCENT {
        @Override
        Optional<Message> problem(String value) {
            boolean right = value.matches("[1-9][0-9]?|100");
            return right ? Optional.empty() : Optional.of(Message.of("config.kind.percent"));
        }
    },
    /** Calls a second, from 1 to 99: the supplier takes 100, and one is left for commands that tell it of single orders. */
    RATE {
        @Override
        Optional<Message> problem(String value) {
            return value.matches("[1-9][0-9]?") ? Optional.empty() : Optional.of(Message.of("config.kind.rate"));
        }
    },
    /** A factor from 1 to 10. */
    FACTOR {
        @Override
        Optional<Message> problem(String value) {
            try {
                double factor = Double.parseDouble(value);
                return factor >= 1 && factor <= 10 ? Optional.empty() : Optional.of(Message.of("config.kind.factor"));
            } catch (NumberFormatException e) {
                return Optional.of(Message.of("config.kind.factor"));
            }
        }
    },
    SCHEMA {
        @Override
        Optional<Message> problem(String value) {
            return oneOf(value, "default", "django");
        }
    },
    LANGUAGE {
        @Override
        Optional<Message> problem(String value) {
            return oneOf(value, "zh", "en");
        }
    },
    LOG_LEVEL {
        @Override
        Optional<Message> problem(String value) {
            return oneOf(value, "error", "warn", "info", "debug");
        }
    },
    LOG_FORMAT {
        @Override
        Optional<Message> problem(String value) {
            return oneOf(value, "text", "json");
        }
    };

    /** The sentence that says what a value should be, if {@code value} is not that. Not asked of an empty value. */
    Optional<Message> problem(String value) {
        return Optional.empty();
    }

    private static Optional<Message> oneOf(String value, String... words) {
        return Set.of(words).contains(value)
                ? Optional.empty()
                : Optional.of(Message.of("config.kind.one-of", String.join(", ", words)));
    }
}
