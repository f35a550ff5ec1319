package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class ListBytesTest {

    private static final List<byte[]> ENTRIES = List.of(new byte[] {1, 2, 3}, new byte[0], new byte[] {4});
    private static final byte[] EMPTY_LIST = ListBytes.of(List.of());

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // the list serde takes its list type as a raw class
    void kafkasListSerdeReadsAndWritesTheSame() {
        Serde<List<byte[]>> lists = Serdes.ListSerde(ArrayList.class, Serdes.ByteArray());
        assertThat(ListBytes.of(ENTRIES)).isEqualTo(lists.serializer().serialize("topic", ENTRIES));
        assertThat(ListBytes.parse(ListBytes.of(ENTRIES))).containsExactlyElementsOf(ENTRIES);
        assertThat(EMPTY_LIST).isEqualTo(lists.serializer().serialize("topic", List.of()));
        assertThat(ListBytes.parse(EMPTY_LIST)).isEmpty();
    }

    @Test
    void aCountThatTheBytesCannotHoldIsRefused() {
        byte[] many = EMPTY_LIST.clone();
        ByteBuffer.wrap(many).putInt(1, Integer.MAX_VALUE);
        assertThatThrownBy(() -> ListBytes.parse(many))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("5 bytes is not a list");
    }

    @Test
    void anEntryThatEndsTooEarlyIsRefused() {
        byte[] list = ListBytes.of(ENTRIES);
        for (int length = 0; length < list.length; length++) {
            byte[] torn = Arrays.copyOf(list, length);
            assertThatThrownBy(() -> ListBytes.parse(torn)).isInstanceOf(StreamsException.class);
        }
    }
}
