package dev.millrace.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsResult;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.ListConfigResourcesResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidRequestException;

/** The part of {@code Admin} that is about settings, of topics and of the broker. Thread-safe. */
final class ConfigAdmin {

    private static final String BROKER = TopicCatalog.NODE.idString();

    private final LocalBroker broker;
    private final BrokerConfig config;

    ConfigAdmin(LocalBroker broker, BrokerConfig config) {
        this.broker = broker;
        this.config = config;
    }

    private TopicCatalog catalog() {
        return broker.catalog();
    }

    DescribeConfigsResult describe(Collection<ConfigResource> resources, DescribeConfigsOptions options) {
        Map<ConfigResource, KafkaFuture<Config>> results = new LinkedHashMap<>();
        for (ConfigResource resource : resources) {
            results.put(resource, AdminResults.future(() -> {
                List<ConfigEntry> entries = new ArrayList<>();
                describe(resource).forEach(entry -> entries.add(reduced(entry, options)));
                return new Config(entries);
            }));
        }
        return AdminResults.describeConfigs(results);
    }

    private List<ConfigEntry> describe(ConfigResource resource) {
        return switch (resource.type()) {
            case TOPIC ->
                TopicConfigs.describe(catalog().existing(resource.name()).configs(), config);
            case BROKER -> {
                ensureOurs(resource);
                // Without a number: what was set at run time for all brokers of a cluster, so nothing.
                yield resource.isDefault() ? List.of() : BrokerSettings.describe(config.given());
            }
            default -> throw noSettings(resource);
        };
    }

    private static void ensureOurs(ConfigResource resource) {
        if (!resource.isDefault() && !resource.name().equals(BROKER)) {
            throw new InvalidRequestException(
                    "There is no broker '" + resource.name() + "'; the only one has the number " + BROKER);
        }
    }

    /** Without what was not asked for. */
    private static ConfigEntry reduced(ConfigEntry entry, DescribeConfigsOptions options) {
        return new ConfigEntry(
                entry.name(),
                entry.value(),
                entry.source(),
                entry.isSensitive(),
                entry.isReadOnly(),
                options.includeSynonyms() ? entry.synonyms() : List.of(),
                entry.type(),
                options.includeDocumentation() ? entry.documentation() : "");
    }

    AlterConfigsResult alter(Map<ConfigResource, Collection<AlterConfigOp>> changes, boolean validateOnly) {
        Map<ConfigResource, KafkaFuture<Void>> results = new LinkedHashMap<>();
        changes.forEach(
                (resource, ops) -> results.put(resource, AdminResults.done(() -> alter(resource, ops, validateOnly))));
        return AdminResults.alterConfigs(results);
    }

    private void alter(ConfigResource resource, Collection<AlterConfigOp> changes, boolean validateOnly) {
        if (resource.type() == ConfigResource.Type.BROKER) {
            ensureOurs(resource);
            throw new InvalidRequestException(
                    "A broker reads its settings when it is opened: close it, and open it with "
                            + changes.stream()
                                    .map(op -> op.configEntry().name())
                                    .toList() + " set");
        }
        if (resource.type() != ConfigResource.Type.TOPIC) {
            throw noSettings(resource);
        }
        ensureOncePerSetting(resource, changes);
        Topic topic = catalog().existing(resource.name());
        Map<String, String> altered = TopicConfigs.altered(topic.name(), topic.configs(), changes, config);
        TopicConfigs.ensureValid(topic.name(), altered);
        if (!validateOnly) {
            catalog().configure(topic.name(), altered, broker.nowMs());
        }
    }

    private static void ensureOncePerSetting(ConfigResource resource, Collection<AlterConfigOp> changes) {
        Set<String> seen = new HashSet<>();
        for (AlterConfigOp change : changes) {
            String name = change.configEntry().name();
            if (!seen.add(name)) {
                throw new InvalidRequestException(
                        "The setting '" + name + "' of " + resource.name() + " is changed twice in one request");
            }
            if (change.opType() != AlterConfigOp.OpType.DELETE
                    && change.configEntry().value() == null) {
                throw new InvalidRequestException("The setting '" + name + "' of " + resource.name()
                        + " has no value to " + change.opType() + "; DELETE takes a setting back");
            }
        }
    }

    /** Everything that has settings: the topics and the broker. No types mean all. */
    ListConfigResourcesResult list(Set<ConfigResource.Type> types) {
        List<ConfigResource> resources = new ArrayList<>();
        if (types.isEmpty() || types.contains(ConfigResource.Type.TOPIC)) {
            catalog()
                    .topics()
                    .forEach(topic -> resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic.name())));
        }
        if (types.isEmpty() || types.contains(ConfigResource.Type.BROKER)) {
            resources.add(new ConfigResource(ConfigResource.Type.BROKER, BROKER));
        }
        return AdminResults.listConfigResources(KafkaFuture.completedFuture(resources));
    }

    private static InvalidRequestException noSettings(ConfigResource resource) {
        return new InvalidRequestException(
                "Topics and the broker have settings that can be asked for here, " + resource + " has none");
    }
}
