package io.github.ylhcancel.store;

import java.util.TimeZone;
import org.h2.util.DateTimeUtils;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a class in a zone that is behind UTC and skips an hour in spring, so that a time which passes through the JVM's zone
 * comes out wrong.
 */
final class OddTimeZone implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(OddTimeZone.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(NAMESPACE).put("zone", TimeZone.getDefault());
        set(TimeZone.getTimeZone("America/New_York"));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        set(context.getStore(NAMESPACE).get("zone", TimeZone.class));
    }

    private static void set(TimeZone zone) {
        TimeZone.setDefault(zone);
        DateTimeUtils.resetCalendar(); // H2 asks for the zone only once
    }
}
