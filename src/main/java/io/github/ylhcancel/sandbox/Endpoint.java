package io.github.ylhcancel.sandbox;

import java.util.Locale;

/** The places of the YLH interface that a request can go to. */
public enum Endpoint {
    TOKEN("/ylh-cloud-mgt-auth/oauth/token"),
    CANCEL("/ylh-cloud-service-jst-order/api/page/hmm/retailorder/cancel-hmm-retail-order"),
    /** Every other path; it is answered 404. */
    OTHER("");

    /** What callers put in front of the order system's own paths. */
    static final String BASE_PATH = "/ylh-cloud-service-jst-order";

    private final String path;

    Endpoint(String path) {
        this.path = path;
    }

    static Endpoint at(String path) {
        if (path.equals(TOKEN.path)) {
            return TOKEN;
        }
        return path.equals(CANCEL.path) ? CANCEL : OTHER;
    }

    String path() {
        return path;
    }

    /** The word used in fault rules and in JSON: {@code token}, {@code cancel} or {@code other}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
