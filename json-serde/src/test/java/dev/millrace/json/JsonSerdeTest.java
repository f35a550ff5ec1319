package dev.millrace.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class JsonSerdeTest {

    record Order(String item, int pieces) {}

    record Parcel(Instant sentAt, Optional<String> carrier) {}

    record Priced(String itemName) {}

    @Test
    void aRecordComesBackAsItWas() {
        Serde<Order> serde = new JsonSerde<>(Order.class);

        assertThat(text(serde, new Order("lamp", 2))).isEqualTo("{\"item\":\"lamp\",\"pieces\":2}");
        assertThat(thereAndBack(serde, new Order("lamp", 2))).isEqualTo(new Order("lamp", 2));
    }

    @Test
    void genericsAreKept() {
        Serde<Map<String, List<Order>>> serde = new JsonSerde<>(new TypeReference<>() {});
        Map<String, List<Order>> value = Map.of("ann", List.of(new Order("lamp", 2), new Order("chair", 1)));

        assertThat(thereAndBack(serde, value)).isEqualTo(value);
    }

    @Test
    void timesAreIsoTextsAndOptionalsAreTheirValues() {
        Serde<Parcel> serde = new JsonSerde<>(Parcel.class);
        Parcel parcel = new Parcel(Instant.parse("2015-09-12T12:00:00Z"), Optional.of("post"));

        assertThat(text(serde, parcel)).isEqualTo("{\"sentAt\":\"2015-09-12T12:00:00Z\",\"carrier\":\"post\"}");
        assertThat(thereAndBack(serde, parcel)).isEqualTo(parcel);
    }

    @Test
    void aTombstoneStaysATombstone() {
        Serde<Order> serde = new JsonSerde<>(Order.class);

        assertThat(serde.serializer().serialize("orders", null)).isNull();
        assertThat(serde.deserializer().deserialize("orders", null)).isNull();
    }

    @Test
    void aPropertyThatTheReaderDoesNotKnowIsPassedOver() {
        assertThat(read(new JsonSerde<>(Order.class), "{\"item\":\"lamp\",\"pieces\":2,\"colour\":\"red\"}"))
                .isEqualTo(new Order("lamp", 2));
    }

    @Test
    void anObjectMapperOfTheUsersDecides() {
        ObjectMapper snakes = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

        assertThat(text(new JsonSerde<>(Priced.class, snakes), new Priced("lamp")))
                .isEqualTo("{\"item_name\":\"lamp\"}");
    }

    @Test
    void whatIsNoJsonNamesTopicTypeAndPlace() {
        assertThatThrownBy(() -> read(new JsonSerde<>(Order.class), "{\"item\":\"lamp\",\n \"pieces\":two}"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Topic 'orders'")
                .hasMessageContaining(Order.class.getName())
                .hasMessageContaining("line 2, column");
    }

    @Test
    void jsonOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> read(new JsonSerde<>(Order.class), "[1, 2]"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no JSON of " + Order.class.getName());
    }

    @Test
    @SuppressWarnings("unchecked") // the mistake that is tested
    void anObjectOfAnotherTypeNamesBothTypesAndWhereToSetTheSerde() {
        Serde<Object> serde = (Serde<Object>) (Serde<?>) new JsonSerde<>(Order.class);

        assertThatThrownBy(() -> serde.serializer().serialize("orders", "a lamp"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Topic 'orders'")
                .hasMessageContaining(Order.class.getName())
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("Produced");
    }

    @Test
    void madeByNameItTakesItsTypeFromTheConfiguration() {
        JsonSerde<Order> values = new JsonSerde<>();
        values.configure(Map.of(JsonSerde.VALUE_TYPE_CONFIG, Order.class.getName()), false);
        JsonSerde<Order> keys = new JsonSerde<>();
        keys.configure(Map.of(JsonSerde.KEY_TYPE_CONFIG, Order.class), true);

        assertThat(thereAndBack(values, new Order("lamp", 2))).isEqualTo(new Order("lamp", 2));
        assertThat(thereAndBack(keys, new Order("lamp", 2))).isEqualTo(new Order("lamp", 2));
    }

    @Test
    void aTypeGivenInTheProgramIsNotOverruledByTheConfiguration() {
        JsonSerde<Order> serde = new JsonSerde<>(Order.class);
        serde.configure(Map.of(JsonSerde.VALUE_TYPE_CONFIG, Priced.class), false);

        assertThat(thereAndBack(serde, new Order("lamp", 2))).isEqualTo(new Order("lamp", 2));
    }

    @Test
    void withoutATypeTheConfigurationIsRefusedWithTheSettingToSet() {
        assertThatThrownBy(() -> new JsonSerde<>().configure(Map.of(), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("json.value.type");
        assertThatThrownBy(() -> new JsonSerde<>().configure(Map.of("json.key.type", "com.example.Nothing"), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("json.key.type")
                .hasMessageContaining("com.example.Nothing");
    }

    private static <T> T thereAndBack(Serde<T> serde, T value) {
        return serde.deserializer().deserialize("orders", serde.serializer().serialize("orders", value));
    }

    private static <T> T read(Serde<T> serde, String json) {
        return serde.deserializer().deserialize("orders", json.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> String text(Serde<T> serde, T value) {
        return new String(serde.serializer().serialize("orders", value), StandardCharsets.UTF_8);
    }
}
