package dev.millrace.streams.kstream;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** The serde of the key inside a windowed one, where a configuration names it. */
final class InnerSerde {
    /** The setting's former name, which old configurations still use. */
    private static final String FORMER_NAME = "windowed.inner.class.serde";

    private InnerSerde() {}

    /**
     * Makes and configures the serde.
     *
     * @param configs the configuration
     * @param name the setting that names the serde's class
     * @param isKey whether it is for keys
     * @return the serde; null if none is named
     */
    @SuppressWarnings("unchecked") // the configuration cannot tell its type
    static <T> @Nullable Serde<T> configuredBy(Map<String, ?> configs, String name, boolean isKey) {
        Object serdeClass = configs.get(name);
        if (serdeClass == null) {
            serdeClass = configs.get(FORMER_NAME);
        }
        if (serdeClass == null) {
            return null;
        }
        ConfigDef definition = new ConfigDef()
                .define(
                        name,
                        ConfigDef.Type.CLASS,
                        ConfigDef.Importance.HIGH,
                        "Serde of the key inside a windowed one.");
        Serde<T> serde = new AbstractConfig(definition, Map.of(name, serdeClass), false)
                .getConfiguredInstance(name, Serde.class);
        serde.configure(configs, isKey);
        return serde;
    }

    /** What to throw if neither constructor nor configuration has the serde. */
    static IllegalArgumentException missing(Object user, String name) {
        return new IllegalArgumentException(user.getClass().getSimpleName()
                + " does not know how to handle the key inside: give it to the constructor, or set " + name
                + " to the class of a serde");
    }

    /** What to throw if constructor and configuration disagree. */
    static IllegalArgumentException contradiction(Object user, String name, Object given, Object configured) {
        return new IllegalArgumentException(user.getClass().getSimpleName() + " was given a "
                + given.getClass().getName() + ", but " + name + " asks for a "
                + configured.getClass().getName() + ": remove one of them");
    }
}
