package dev.millrace.runtime;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A node with a user's (or the DSL's) processor. The processor reaches its children through its
 * {@link OperatorContext}.
 */
final class ProcessorOperator extends Operator {

    private final Processor<Object, Object, Object, Object> processor;
    private final OperatorContext context;
    private final TaskScope scope;
    private final Failures failures;

    ProcessorOperator(
            String name,
            Processor<Object, Object, Object, Object> processor,
            OperatorContext context,
            TaskScope scope,
            Failures failures) {
        super(name);
        this.processor = processor;
        this.context = context;
        this.scope = scope;
        this.failures = failures;
    }

    @Override
    void process(Record<Object, Object> record) {
        Record<Object, Object> outer = scope.inner;
        scope.inner = record;
        try {
            processor.process(record);
        } catch (ClassCastException e) {
            throw typeMismatch(record, e);
        } catch (RuntimeException e) {
            failures.processing(name(), record, e);
        } finally {
            scope.inner = outer;
        }
    }

    @Override
    void init() {
        try {
            processor.init(context);
        } catch (RuntimeException e) {
            throw new StreamsException(
                    "Processor '" + name() + "' of task " + context.taskId() + " failed in init(): " + e, e);
        }
    }

    @Override
    void close() {
        try {
            processor.close();
        } catch (RuntimeException e) {
            throw new StreamsException(
                    "Processor '" + name() + "' of task " + context.taskId() + " failed in close(): " + e, e);
        }
    }

    private StreamsException typeMismatch(Record<Object, Object> record, ClassCastException e) {
        return new StreamsException(
                "Processor '" + name() + "' of task " + context.taskId()
                        + " got a record that its code cannot take"
                        + Failures.Origin.of(scope).behind(", from ")
                        + ": key is "
                        + typeOf(record.key()) + ", value is " + typeOf(record.value())
                        + ". Most often the serde upstream is not the one meant: set it with Consumed/Grouped/Materialized"
                        + " (or the defaults '" + RuntimeConfig.DEFAULT_KEY_SERDE + "' and '"
                        + RuntimeConfig.DEFAULT_VALUE_SERDE + "'). The cast may also be in the processor itself, e.g. a"
                        + " store read with the wrong type. (" + e.getMessage() + ")",
                e);
    }

    private static String typeOf(@Nullable Object o) {
        return o == null ? "null" : o.getClass().getName();
    }
}
