package dev.millrace.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes a second clients may produce and consume: what is set for a client id, else for all that have nothing
 * set, key by key. Gives every client id one {@link Throttle} in each direction, which all its clients share.
 *
 * <p>Thread-safe. The catalog replays what was set into it; see {@link QuotaEventFormat}.
 */
final class ClientQuotas {

    static final String PRODUCER_BYTE_RATE = "producer_byte_rate";
    static final String CONSUMER_BYTE_RATE = "consumer_byte_rate";

    private record Direction(String clientId, String key) {}

    private final QuotaConfig config;

    /** By client id; that of all others is {@link QuotaEventFormat#DEFAULT}. */
    private final Map<String, Map<String, Double>> quotas = new TreeMap<>();

    private final Map<Direction, Throttle> throttles = new HashMap<>();

    ClientQuotas(QuotaConfig config) {
        this.config = config;
    }

    /** All that is set, by client id, or {@link QuotaEventFormat#DEFAULT}. */
    synchronized Map<String, Map<String, Double>> all() {
        return Map.copyOf(quotas);
    }

    synchronized Map<String, Double> of(String clientId) {
        return quotas.getOrDefault(clientId, Map.of());
    }

    /** Takes over what the catalog says of a client id; nothing means that it is gone. */
    synchronized void replay(String clientId, Map<String, Double> values, long nowMs) {
        if (values.isEmpty()) {
            quotas.remove(clientId);
        } else {
            quotas.put(clientId, Map.copyOf(values));
        }
        throttles.forEach((direction, throttle) -> throttle.limit(rate(direction), nowMs));
    }

    /** The throttle of a client that starts to use it, and {@linkplain Throttle#release() releases} it in the end. */
    synchronized Throttle use(String clientId, String key, long nowMs) {
        Direction direction = new Direction(clientId, key);
        Throttle throttle = throttles.get(direction);
        if (throttle == null) {
            throttle = new Throttle(config.burstMs());
            throttle.limit(rate(direction), nowMs);
            throttles.put(direction, throttle);
        }
        throttle.use();
        return throttle;
    }

    private double rate(Direction direction) {
        Double own = value(direction.clientId(), direction.key());
        Double other = own != null ? own : value(QuotaEventFormat.DEFAULT, direction.key());
        return other != null ? other : Throttle.NO_QUOTA;
    }

    private @Nullable Double value(String clientId, String key) {
        return quotas.getOrDefault(clientId, Map.of()).get(key);
    }

    /** Forgets the client ids that are gone and owe nothing. */
    synchronized void tick(long nowMs) {
        throttles.values().removeIf(throttle -> throttle.isIdle(nowMs));
    }
}
