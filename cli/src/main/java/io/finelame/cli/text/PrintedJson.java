package io.finelame.cli.text;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON that may reach a terminal: what {@link OneLine} replaces is escaped, so that the values are the same. */
public final class PrintedJson {
    public static final JsonMapper MAPPER = new JsonMapper(
            new JsonFactoryBuilder().characterEscapes(new Escapes()).build());

    private PrintedJson() {}

    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[0x7f] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            // Halves of a character come one by one.
            return character < 0x80 || Character.isSurrogate((char) character) || OneLine.isPrintable(character)
                    ? null
                    : new SerializedString("\\u%04x".formatted(character));
        }
    }
}
