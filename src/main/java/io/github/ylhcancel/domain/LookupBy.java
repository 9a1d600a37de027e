package io.github.ylhcancel.domain;

/** How the user names an order. */
public enum LookupBy {
    /** The order number first; where no order has it, the so-id. */
    AUTO("auto"),
    NUMBER("number"),
    SO_ID("so-id"),
    ID("id");

    private final String word;

    LookupBy(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
