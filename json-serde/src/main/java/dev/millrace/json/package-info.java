/**
 * Keys and values as JSON, bound to records and other classes by Jackson.
 *
 * <p><b>Purpose.</b> {@link dev.millrace.json.JsonSerde} is what a topology names;
 * {@link dev.millrace.json.JsonSerializer} and {@link dev.millrace.json.JsonDeserializer} are what a producer and a
 * consumer name. All three work with any implementation of Kafka's interfaces.
 *
 * <p><b>Data flow.</b> An object becomes UTF-8 JSON and back; null stays null, so that a tombstone stays one. The type
 * comes from the constructor, or from the settings {@code json.key.type} and {@code json.value.type}. What does not fit
 * is a {@link org.apache.kafka.common.errors.SerializationException} that names the topic, the type expected and what
 * was there instead.
 *
 * <p><b>Threading.</b> Immutable once constructed or configured; any number of threads may use one object.
 *
 * <p><b>Must not know.</b> The log, topologies, stores.
 */
@NullMarked
package dev.millrace.json;

import org.jspecify.annotations.NullMarked;
