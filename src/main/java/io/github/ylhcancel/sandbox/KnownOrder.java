package io.github.ylhcancel.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What YLH knows of an order of the shop since it was created there: a cancel request names it by its so-id alone, a callback by the
 * shop's number.
 *
 * @param soId the sub-order number
 * @param number the shop's order number
 * @param supplierNumber YLH's own number of it
 * @param products what was ordered, if that was said
 */
public record KnownOrder(String soId, String number, String supplierNumber, List<Product> products) {
    /** So many pieces of one product. */
    public record Product(String code, int quantity) {}

    /** How the sample shop names them: {@code SO10000002-1} belongs to {@code PO10000002}. */
    private static final Pattern SAMPLE = Pattern.compile("SO([0-9]+)-[0-9]+");

    private static final Pattern FORM = Pattern.compile("([^=\\s]+)=([^=:\\s]+)(?::(\\S+))?");
    private static final Pattern PRODUCT = Pattern.compile("([^*,]+)(?:\\*([0-9]{1,6}))?");

    public KnownOrder {
        products = List.copyOf(products);
    }

    /** One of which nothing else was said: as the sample shop numbers it, or else its so-id, by which the shop finds it too. */
    static KnownOrder unheardOf(String soId) {
        Matcher sample = SAMPLE.matcher(soId);
        return sample.matches()
                ? new KnownOrder(soId, "PO" + sample.group(1), "HE." + sample.group(1), List.of())
                : new KnownOrder(soId, soId, "HE." + soId, List.of());
    }

    /** One whose so-id is not known either. */
    static KnownOrder numbered(String number) {
        String digits = number.matches("PO[0-9]+") ? number.substring(2) : number;
        return new KnownOrder("", number, "HE." + digits, List.of());
    }

    /**
     * Reads {@code SO-ID=NUMBER[:CODE*PIECES,…]}.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public static KnownOrder parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw wrong(text);
        }
        List<Product> products = new ArrayList<>();
        for (String one :
                Optional.ofNullable(parts.group(3)).map(all -> all.split(",")).orElse(new String[0])) {
            Matcher product = PRODUCT.matcher(one);
            if (!product.matches()) {
                throw wrong(text);
            }
            int pieces = product.group(2) == null ? 1 : Integer.parseInt(product.group(2));
            products.add(new Product(product.group(1), pieces));
        }
        String soId = parts.group(1);
        return new KnownOrder(soId, parts.group(2), unheardOf(soId).supplierNumber(), products);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("Order \"" + text.replaceAll("\\p{Cntrl}", "?")
                + "\" is not understood. Write SO-ID=NUMBER or SO-ID=NUMBER:CODE*PIECES,CODE*PIECES.");
    }
}
