package dev.millrace.streams.processor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.state.StoreBuilder;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorWrapperTest {
    @Test
    void asWrappedHandsOutTheSameProcessorsAndStores() {
        Processor<String, String, String, String> processor = record -> {};
        Set<StoreBuilder<?>> stores = Set.of();
        ProcessorSupplier<String, String, String, String> supplier = new ProcessorSupplier<>() {
            @Override
            public Processor<String, String, String, String> get() {
                return processor;
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };

        WrappedProcessorSupplier<String, String, String, String> wrapped = ProcessorWrapper.asWrapped(supplier);

        assertThat(wrapped.get()).isSameAs(processor);
        assertThat(wrapped.stores()).isSameAs(stores);
    }

    @Test
    void asWrappedFixedKeyKeepsTheAbsenceOfStores() {
        FixedKeyProcessor<String, String, String> processor = record -> {};

        WrappedFixedKeyProcessorSupplier<String, String, String> wrapped =
                ProcessorWrapper.asWrappedFixedKey(() -> processor);

        assertThat(wrapped.get()).isSameAs(processor);
        assertThat(wrapped.stores()).isNull();
    }

    @Test
    void aContextualProcessorHasItsContextFromInitOn() {
        class Forgetful extends ContextualProcessor<String, String, String, String> {
            @Override
            public void process(Record<String, String> record) {
                context().forward(record);
            }
        }

        assertThatThrownBy(() -> new Forgetful().process(new Record<>("k", "v", 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("super.init(context)");
    }
}
