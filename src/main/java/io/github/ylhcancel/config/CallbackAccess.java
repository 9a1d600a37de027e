package io.github.ylhcancel.config;

import io.github.ylhcancel.domain.CallbackSignature;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a callback is recognised as YLH's, and what is done with one that nobody asked for.
 *
 * @param extraParameters what it may have besides {@link #PARAMETERS}
 * @param allowedFrom whence it may come; from anywhere if this is empty
 * @param maxAge how long after its time stamp it is taken
 * @param cancelsUnasked whether an order is cancelled here of which YLH says so unasked
 */
public record CallbackAccess(
        String appKey,
        String secret,
        Set<String> extraParameters,
        Set<InetAddress> allowedFrom,
        Duration maxAge,
        boolean cancelsUnasked) {
    public static final String APP_KEY = "AppKey";
    public static final String DATA = "Data";
    public static final String METHOD = "Method";
    public static final String TIME_STAMP = "TimeStamp";

    /** What every callback has. */
    public static final List<String> PARAMETERS =
            List.of(APP_KEY, TIME_STAMP, CallbackSignature.PARAMETER, METHOD, DATA);

    /** The word for {@link #cancelsUnasked}. */
    static final String CANCEL = "cancel";

    @Override
    public String toString() {
        return "callbacks of the last " + maxAge;
    }
}
