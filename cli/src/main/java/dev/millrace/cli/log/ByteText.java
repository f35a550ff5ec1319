package dev.millrace.cli.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for a person's eyes: as text in quotes if they are that, else in hexadecimal digits. Of many only the first are
 * shown.
 */
final class ByteText {

    /** How many characters of a text are shown, and half as many bytes that are none. */
    static final int SHOWN = 1024;

    private ByteText() {}

    /** The bytes as text if they are printable UTF-8, else as {@code 0x} and digits. */
    static String of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "null";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.codePoints().noneMatch(Character::isISOControl)) {
                boolean isLong = text.length() > SHOWN;
                String shown = isLong ? beginning(text) : text;
                return '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"") + '"' + (isLong ? rest(bytes) : "");
            }
        } catch (CharacterCodingException e) {
            return hex(bytes);
        }
        return hex(bytes);
    }

    /** Headers in their order. */
    static String of(Headers headers) {
        return StreamSupport.stream(headers.spliterator(), false)
                .map(header -> header.key() + "=" + of(header.value()))
                .collect(Collectors.joining(", "));
    }

    private static String hex(byte[] bytes) {
        boolean isLong = bytes.length > SHOWN / 2;
        return "0x" + HexFormat.of().formatHex(bytes, 0, isLong ? SHOWN / 2 : bytes.length)
                + (isLong ? rest(bytes) : "");
    }

    private static String beginning(String text) {
        boolean amidCharacter = Character.isHighSurrogate(text.charAt(SHOWN - 1));
        return text.substring(0, amidCharacter ? SHOWN - 1 : SHOWN);
    }

    private static String rest(byte[] bytes) {
        return "… of " + bytes.length + " bytes";
    }
}
