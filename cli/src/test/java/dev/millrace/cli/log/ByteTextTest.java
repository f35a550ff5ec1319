package dev.millrace.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Keys and values as {@code log dump --deep} prints them. */
class ByteTextTest {

    @Test
    void textIsShownAsText() {
        assertThat(ByteText.of("3 \"lamps\"".getBytes(UTF_8))).isEqualTo("\"3 \\\"lamps\\\"\"");
    }

    @Test
    void whatIsNoTextIsShownInDigits() {
        assertThat(ByteText.of(new byte[] {0, -1})).isEqualTo("0x00ff");
    }

    @Test
    void aLongTextIsShownFromItsBeginning() {
        assertThat(ByteText.of("a".repeat(5000).getBytes(UTF_8)))
                .isEqualTo("\"" + "a".repeat(ByteText.SHOWN) + "\"… of 5000 bytes");
    }

    @Test
    void aLongTextIsNotCutWithinACharacter() {
        byte[] clefs = ("a" + "\uD834\uDD1E".repeat(1000)).getBytes(UTF_8);

        assertThat(ByteText.of(clefs)).isEqualTo("\"a" + "\uD834\uDD1E".repeat(511) + "\"… of 4001 bytes");
    }

    @Test
    void manyBytesAreShownFromTheFirst() {
        assertThat(ByteText.of(new byte[100_000])).isEqualTo("0x" + "00".repeat(512) + "… of 100000 bytes");
    }
}
