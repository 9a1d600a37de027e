package io.github.ylhcancel.config;

import io.github.ylhcancel.base.Durations;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.PersonalData;
import io.github.ylhcancel.base.Sizes;
import io.github.ylhcancel.domain.ArgumentList;
import io.github.ylhcancel.domain.DatabaseUrl;
import io.github.ylhcancel.domain.Thresholds;
import io.github.ylhcancel.schema.SchemaPreset;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What a configuration value must look like. */
public enum Kind {
    TEXT,
    SECRET,
    /** A reason that YLH is told of many orders, so it is about none of the people behind them. */
    REASON {
        @Override
        public Optional<Message> problem(String value) {
            return PersonalData.in(value).stream()
                    .findFirst()
                    .map(found -> Message.of("config.kind.reason", found.kind().title(), found.masked()));
        }
    },
    PATH {
        @Override
        public Optional<Message> problem(String value) {
            return value.indexOf('\0') < 0 ? Optional.empty() : Optional.of(Message.of("config.kind.path"));
        }

        @Override
        String resolved(String value, Function<String, Path> paths) {
            return paths.apply(value).toString();
        }
    },
    /** The address of a database, which for the embedded one holds a path. */
    DATABASE {
        @Override
        String resolved(String value, Function<String, Path> paths) {
            return DatabaseUrl.withFile(value, file -> paths.apply(file).toString());
        }
    },
    URL {
        @Override
        public Optional<Message> problem(String value) {
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
    /** Of a proxy: it is spoken to in plain http, whatever goes through it. */
    PROXY {
        @Override
        public Optional<Message> problem(String value) {
            try {
                URI uri = new URI(value);
                boolean right = "http".equalsIgnoreCase(uri.getScheme())
                        && uri.getHost() != null
                        && uri.getPort() > 0
                        && uri.getPort() <= 65_535
                        && uri.getUserInfo() == null
                        && Set.of("", "/").contains(uri.getPath())
                        && uri.getQuery() == null
                        && uri.getFragment() == null;
                return right ? Optional.empty() : Optional.of(Message.of("config.kind.proxy"));
            } catch (URISyntaxException e) {
                return Optional.of(Message.of("config.kind.proxy"));
            }
        }
    },
    /** Words with commas between them. */
    WORDS {
        @Override
        public Optional<Message> problem(String value) {
            return words(value).stream().allMatch(word -> word.matches("[^\\s\\p{Cntrl}]{1,64}"))
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.words"));
        }
    },
    FLAG {
        @Override
        public Optional<Message> problem(String value) {
            return oneOf(value, "true", "false");
        }
    },
    /** At least a millisecond: what is shorter would be none where it is used. */
    DURATION {
        @Override
        public Optional<Message> problem(String value) {
            return Durations.parse(value)
                            .filter(duration -> duration.toMillis() > 0)
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.duration"));
        }
    },
    /** How often something is done at most; never is an answer too. */
    COUNT(0, 1_000_000),
    /** How many attempts a delivery has. With none it could never be made. */
    ATTEMPTS(1, 1_000_000),
    /** Files that are kept. */
    SMALL_COUNT(0, 100),
    /** Calls that wait for their answer at a time: no server of a supplier would hold more connections open for one client. */
    CALLS(1, 1_000),
    /** Orders in one transaction: more would hold their stock rows too long. */
    BATCH(1, 10_000),
    /** As many orders as the largest shop may have. */
    ORDERS(1, 1_000_000_000),
    PERCENT(1, 100),
    /** Calls a second: the supplier takes 100, and one is left for commands that tell it of single orders. */
    RATE(1, 99) {
        @Override
        Message expected() {
            return Message.of("config.kind.rate");
        }
    },
    /** Room for some lines at least. */
    SIZE {
        @Override
        public Optional<Message> problem(String value) {
            return Sizes.parse(value).filter(bytes -> bytes >= Sizes.SMALLEST).isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.size"));
        }
    },
    /** A factor from 1 to 10. */
    FACTOR {
        @Override
        public Optional<Message> problem(String value) {
            try {
                double factor = Double.parseDouble(value);
                return factor >= 1 && factor <= 10 ? Optional.empty() : Optional.of(Message.of("config.kind.factor"));
            } catch (NumberFormatException e) {
                return Optional.of(Message.of("config.kind.factor"));
            }
        }
    },
    /** A program and its arguments, for which there is no shell. */
    COMMAND_LINE {
        @Override
        public Optional<Message> problem(String value) {
            return ArgumentList.of(value).problem();
        }
    },
    /** A warning and a critical range, as monitoring plugins write them. */
    THRESHOLDS {
        @Override
        public Optional<Message> problem(String value) {
            return Thresholds.parse(value).isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.thresholds"));
        }
    },
    SCHEMA {
        @Override
        public Optional<Message> problem(String value) {
            return isFile(value)
                    ? PATH.problem(value)
                    : oneOf(value, SchemaPreset.words().toArray(String[]::new));
        }

        @Override
        String resolved(String value, Function<String, Path> paths) {
            return isFile(value) ? PATH.resolved(value, paths) : value;
        }

        private static boolean isFile(String value) {
            return value.contains("/") || value.endsWith(".properties");
        }
    },
    /** Machines by their numbers, since a name could come to mean another. */
    ADDRESSES {
        @Override
        public Optional<Message> problem(String value) {
            return CommaList.of(value).stream()
                            .allMatch(one -> Addresses.parse(one).isPresent())
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.addresses"));
        }
    },
    /** A machine's own address and a port, to listen on; a name could come to mean another. */
    LISTEN_ADDRESS {
        @Override
        public Optional<Message> problem(String value) {
            return Addresses.withPort(value).isPresent()
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.listen-address"));
        }
    },
    /** A path of an address, without what would have to be escaped. */
    URL_PATH {
        @Override
        public Optional<Message> problem(String value) {
            return value.matches("(/[A-Za-z0-9._~-]{1,64}){1,8}") && !value.equals("/healthz")
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.url-path"));
        }
    },
    /** Connections to the database, at work at the same time. */
    WORKERS(1, 64),
    /** Parameters of a callback besides those that every one has. */
    PARAMETERS {
        @Override
        public Optional<Message> problem(String value) {
            return CommaList.of(value).stream()
                            .allMatch(name -> name.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")
                                    && CallbackAccess.PARAMETERS.stream().noneMatch(name::equalsIgnoreCase))
                    ? Optional.empty()
                    : Optional.of(Message.of("config.kind.parameters", String.join(", ", CallbackAccess.PARAMETERS)));
        }
    },
    /** What is done with an order of which YLH says unasked that it is cancelled. */
    UNASKED {
        @Override
        public Optional<Message> problem(String value) {
            return oneOf(value, "record", CallbackAccess.CANCEL);
        }
    },
    /** What becomes of an order that YLH refuses to cancel. */
    REFUSAL {
        @Override
        public Optional<Message> problem(String value) {
            return oneOf(value, "rollback", "hold");
        }
    },
    LANGUAGE {
        @Override
        public Optional<Message> problem(String value) {
            return oneOf(value, "zh", "en");
        }
    },
    /** Of a file that its owner reads and writes, and in which others, if at all, change nothing. */
    FILE_MODE {
        @Override
        public Optional<Message> problem(String value) {
            return value.matches("6[046][04]") ? Optional.empty() : Optional.of(Message.of("config.kind.file-mode"));
        }
    },
    LOG_LEVEL {
        @Override
        public Optional<Message> problem(String value) {
            return oneOf(value, "error", "warn", "info", "debug");
        }
    },
    LOG_FORMAT {
        @Override
        public Optional<Message> problem(String value) {
            return oneOf(value, "text", "json");
        }
    };

    private final int least;
    private final int most;

    /** A kind that is no whole number. */
    Kind() {
        this(0, -1);
    }

    /** A whole number within these bounds. */
    Kind(int least, int most) {
        this.least = least;
        this.most = most;
    }

    /** Whether it is a whole number with bounds. */
    boolean isWhole() {
        return least <= most;
    }

    /** The sentence that says what a value should be, if {@code value} is not that. Not asked of an empty value. */
    public Optional<Message> problem(String value) {
        return !isWhole() || isWithinBounds(value) ? Optional.empty() : Optional.of(expected());
    }

    /**
     * The value as it counts wherever it is used.
     *
     * @param paths makes a path of what is named where the value stands
     */
    String resolved(String value, Function<String, Path> paths) {
        return value;
    }

    private boolean isWithinBounds(String value) {
        boolean digits = value.matches("[0-9]{1,10}");
        return digits && Long.parseLong(value) >= least && Long.parseLong(value) <= most;
    }

    /** What a whole number should be. */
    Message expected() {
        return Message.of("config.kind.whole", String.valueOf(least), String.valueOf(most));
    }

    /** The words of a list. */
    static List<String> words(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }

    private static Optional<Message> oneOf(String value, String... words) {
        return Set.of(words).contains(value)
                ? Optional.empty()
                : Optional.of(Message.of("config.kind.one-of", String.join(", ", words)));
    }
}
