package io.github.ylhcancel.reconcile;

import io.github.ylhcancel.config.Key;
import io.github.ylhcancel.config.Settings;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.domain.NextStep;
import io.github.ylhcancel.domain.ShopNeverTells;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.store.Books;
import io.github.ylhcancel.store.CancelledByShopFinder;
import io.github.ylhcancel.store.CancelledTwice;
import io.github.ylhcancel.store.ContradictionFinder;
import io.github.ylhcancel.store.DeliveryFinder;
import io.github.ylhcancel.store.Finder;
import io.github.ylhcancel.store.NotCancelledFinder;
import io.github.ylhcancel.store.PaidSinceFinder;
import io.github.ylhcancel.store.SharedSoId;
import io.github.ylhcancel.store.UnrefundedFinder;
import io.github.ylhcancel.store.UntoldFinder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All finders, in the order in which their kinds are looked for: what a repair changes is looked at after it. */
final class Finders {
    private Finders() {}

    /**
     * @param cancelledSince which of the orders that the shop has cancelled are looked at; nothing for all
     */
    static List<Finder> all(
            Database open, ShopSchema schema, Settings settings, Optional<Instant> cancelledSince, Instant now) {
        NextStep next = settings.nextStep(now);
        Optional<String> sourceSystem = settings.text(Key.SOURCE_SYSTEM);
        return List.of(
                new UntoldFinder(open, schema, sourceSystem, next),
                new CancelledByShopFinder(open, schema, shopNeverTells(settings, schema), cancelledSince),
                DeliveryFinder.rejected(open, schema, next, settings.putsBackWhatIsRefused()),
                new NotCancelledFinder(open, schema, sourceSystem),
                new ContradictionFinder(open, schema),
                DeliveryFinder.overdue(open, schema, next),
                DeliveryFinder.dead(open, schema, next),
                DeliveryFinder.unknown(open, schema, next),
                DeliveryFinder.held(open, schema, next),
                new PaidSinceFinder(open, schema),
                new UnrefundedFinder(open, schema),
                new CancelledTwice(open, schema),
                new SharedSoId(open, schema),
                new Books(open, schema));
    }

    static ShopNeverTells shopNeverTells(Settings settings, ShopSchema schema) {
        return new ShopNeverTells(
                settings.saysThatTheShopNeverTells(),
                settings.text(Key.CANCEL_REASON),
                settings.text(Key.SOURCE_SYSTEM),
                schema.wordOfRefusal());
    }
}
