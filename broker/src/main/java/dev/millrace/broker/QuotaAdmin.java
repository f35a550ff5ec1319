package dev.millrace.broker;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterClientQuotasResult;
import org.apache.kafka.clients.admin.DescribeClientQuotasResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.jspecify.annotations.Nullable;

/** The part of {@code Admin} that is about quotas. Thread-safe. */
final class QuotaAdmin {

    private static final Set<String> KEYS = Set.of(ClientQuotas.PRODUCER_BYTE_RATE, ClientQuotas.CONSUMER_BYTE_RATE);

    private final LocalBroker broker;

    QuotaAdmin(LocalBroker broker) {
        this.broker = broker;
    }

    AlterClientQuotasResult alter(Collection<ClientQuotaAlteration> alterations, boolean validateOnly) {
        Map<ClientQuotaEntity, KafkaFuture<Void>> altered = new LinkedHashMap<>();
        for (ClientQuotaAlteration alteration : alterations) {
            altered.put(alteration.entity(), AdminResults.done(() -> {
                String clientId = clientId(alteration.entity());
                ensureValid(alteration.ops());
                if (!validateOnly) {
                    broker.catalog().alterQuotas(clientId, changes(alteration.ops()), broker.nowMs());
                }
            }));
        }
        return new AlterClientQuotasResult(altered);
    }

    private static String clientId(ClientQuotaEntity entity) {
        Map<String, String> names = entity.entries();
        if (names.size() != 1 || !names.containsKey(ClientQuotaEntity.CLIENT_ID)) {
            throw new InvalidRequestException("No quota can be set for " + names
                    + ": an in-process broker knows no users and no addresses, so quotas are for a "
                    + ClientQuotaEntity.CLIENT_ID + ", or for all of them (null)");
        }
        String clientId = names.get(ClientQuotaEntity.CLIENT_ID);
        if (clientId != null && clientId.isEmpty()) {
            throw new InvalidRequestException("A client id must not be empty; null stands for all that have no quota");
        }
        return clientId == null ? QuotaEventFormat.DEFAULT : clientId;
    }

    private static void ensureValid(Collection<ClientQuotaAlteration.Op> ops) {
        for (ClientQuotaAlteration.Op op : ops) {
            if (!KEYS.contains(op.key())) {
                throw new InvalidRequestException(
                        "Unknown quota '" + op.key() + "'; an in-process broker knows " + KEYS);
            }
            Double value = op.value();
            if (value != null && !(value > 0 && value <= Long.MAX_VALUE && value == Math.rint(value))) {
                throw new InvalidRequestException("Quota " + op.key() + " cannot be " + value
                        + "; allowed are whole numbers of bytes a second above 0, and null for none");
            }
        }
    }

    /** By name; a null value takes the quota away. */
    private static Map<String, @Nullable Double> changes(Collection<ClientQuotaAlteration.Op> ops) {
        Map<String, @Nullable Double> changes = new HashMap<>();
        ops.forEach(op -> changes.put(op.key(), op.value()));
        return changes;
    }

    DescribeClientQuotasResult describe(ClientQuotaFilter filter) {
        return new DescribeClientQuotasResult(AdminResults.future(() -> {
            ensureValid(filter);
            Map<ClientQuotaEntity, Map<String, Double>> found = new HashMap<>();
            broker.catalog().quotas().all().forEach((clientId, values) -> {
                if (matches(filter, clientId)) {
                    found.put(entity(clientId), values);
                }
            });
            return found;
        }));
    }

    private static void ensureValid(ClientQuotaFilter filter) {
        Set<String> types = new HashSet<>();
        for (ClientQuotaFilterComponent component : filter.components()) {
            if (!ClientQuotaEntity.isValidEntityType(component.entityType())) {
                throw new UnsupportedVersionException("Unknown entity type '" + component.entityType() + "'");
            }
            if (!types.add(component.entityType())) {
                throw new InvalidRequestException(
                        "The filter names entity type '" + component.entityType() + "' more than once");
            }
        }
    }

    /** Every component must match; a strict filter must name the client id, which is all that our entities have. */
    private static boolean matches(ClientQuotaFilter filter, String clientId) {
        for (ClientQuotaFilterComponent component : filter.components()) {
            if (!component.entityType().equals(ClientQuotaEntity.CLIENT_ID) || !matches(component, clientId)) {
                return false;
            }
        }
        return !filter.strict() || !filter.components().isEmpty();
    }

    @SuppressWarnings({"NullAway", "OptionalAssignedToNull"}) // Kafka's filter has null for "any name"
    private static boolean matches(ClientQuotaFilterComponent component, String clientId) {
        Optional<String> match = component.match();
        return match == null || match.orElse(QuotaEventFormat.DEFAULT).equals(clientId);
    }

    @SuppressWarnings("NullAway") // Kafka's entity has null for the default
    private static ClientQuotaEntity entity(String clientId) {
        Map<String, String> names = new HashMap<>();
        names.put(ClientQuotaEntity.CLIENT_ID, clientId.equals(QuotaEventFormat.DEFAULT) ? null : clientId);
        return new ClientQuotaEntity(names);
    }
}
