package io.github.ylhcancel.domain;

import java.util.Optional;

/** Where YLH stands with an order of a run: how its delivery stands, or why there is none. */
public final class SyncState {
    /** Not looked at: there was no order, or nothing was done with it. */
    public static final SyncState UNSEEN = new SyncState("", Optional.empty());

    /** The order has no so-id, so YLH does not know it, or one that it cannot be told of. */
    public static final SyncState NONE = new SyncState("none", Optional.empty());

    /** Somebody else cancelled the order, or told YLH of it, or of what it was then: how YLH stands with it is not known here. */
    public static final SyncState UNTRACKED = new SyncState("untracked", Optional.empty());

    /** A dry run: YLH would be told. */
    public static final SyncState WOULD_TELL = new SyncState("would-tell", Optional.empty());

    private final String word;
    private final Optional<DeliveryState> delivery;

    private SyncState(String word, Optional<DeliveryState> delivery) {
        this.word = word;
        this.delivery = delivery;
    }

    public static SyncState of(DeliveryState delivery) {
        return new SyncState(delivery.word(), Optional.of(delivery));
    }

    /** As it is printed; empty when it was not looked at. */
    public String word() {
        return word;
    }

    /**
     * What becomes of the delivery by itself; nothing if there is none.
     *
     * @param repeats whether what YLH may have applied is sent again
     */
    public Optional<DeliveryState.Phase> phase(boolean repeats) {
        return delivery.map(state -> state.phase(repeats));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SyncState state && state.word.equals(word);
    }

    @Override
    public int hashCode() {
        return word.hashCode();
    }

    @Override
    public String toString() {
        return word;
    }
}
