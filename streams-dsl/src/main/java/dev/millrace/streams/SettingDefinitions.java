package dev.millrace.streams;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** Definitions of settings, with a verb for each kind of value. */
final class SettingDefinitions extends ConfigDef {

    private final String remark;

    /** @param remark ends the meaning of each setting */
    SettingDefinitions(String remark) {
        this.remark = remark;
    }

    void text(String name, @Nullable String defaultValue, Importance importance, String meaning) {
        define(name, Type.STRING, defaultValue, importance, meaning + remark);
    }

    void list(
            String name,
            List<String> defaultValue,
            @Nullable Validator validator,
            Importance importance,
            String meaning) {
        define(name, Type.LIST, defaultValue, validator, importance, meaning + remark);
    }

    void oneOf(String name, String defaultValue, List<String> allowed, String meaning) {
        Validator validator = ValidString.in(allowed.toArray(new String[0]));
        define(name, Type.STRING, defaultValue, validator, Importance.MEDIUM, meaning + remark);
    }

    void number(
            String name,
            Type type,
            @Nullable Object defaultValue,
            @Nullable Validator validator,
            Importance importance,
            String meaning) {
        define(name, type, defaultValue, validator, importance, meaning + remark);
    }

    void classOf(String name, @Nullable Class<?> defaultValue, String meaning) {
        define(name, Type.CLASS, defaultValue, Importance.MEDIUM, meaning + remark);
    }

    void flag(String name, boolean defaultValue, String meaning) {
        define(name, Type.BOOLEAN, defaultValue, Importance.LOW, meaning + remark);
    }
}
