package io.github.ylhcancel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What YLH tells the shop by itself (supplier's interface, "Callback"), verified and read; of one whose signature is wrong there is none.
 *
 * @param at YLH's time stamp; its repeats keep it
 * @param supplierOrderNumber {@code ExtOrderNo}; absent when YLH sent none or a blank one
 * @param orderNumber {@code PlatformOrderNo}, the shop's order number or the so-id; never blank
 * @param failure {@code FailMsg} in one line, cut, numbers of people masked; empty if there is none
 * @param items of what was cancelled in part, in YLH's order; empty of everything else, or if it sent none
 * @param digest of what was signed: the same for the same callback, however often it comes
 */
public record Callback(
        Method method,
        Instant at,
        Optional<String> supplierOrderNumber,
        String orderNumber,
        State state,
        String failure,
        List<Item> items,
        String digest) {
    /** What it is about. */
    public enum Method {
        /** Whether YLH has taken the order. */
        CONFIRM("hmm.scm_heorder.confirm"),
        /** How a cancellation ended, or an interception, or a rejection at the door that nobody asked for. */
        CANCEL("hmm.scm_heorder.cancel"),
        OUT_OF_STOCK("hmm.scm_heorder.oostock");

        private final String word;

        Method(String word) {
            this.word = word;
        }

        /** As YLH calls it. */
        public String word() {
            return word;
        }

        public static Optional<Method> ofWord(String word) {
            return List.of(values()).stream()
                    .filter(one -> one.word.equals(word))
                    .findFirst();
        }
    }

    /** How it went. */
    public enum State {
        FAILURE(0),
        SUCCESS(1),
        PARTLY(2);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /** As YLH numbers them. */
        public int number() {
            return number;
        }

        public static Optional<State> ofNumber(int number) {
            return List.of(values()).stream()
                    .filter(one -> one.number == number)
                    .findFirst();
        }
    }

    /**
     * How many pieces of one product; a number that YLH did not send is absent.
     *
     * @param rejected at the door
     */
    public record Item(
            String productCode, OptionalInt total, OptionalInt received, OptionalInt returned, OptionalInt rejected) {}
}
