package io.finelame.recording;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class OriginAddressTest {
    private static String text(int... groups) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < groups.length; i++) {
            bytes[2 * i] = (byte) (groups[i] >> 8);
            bytes[2 * i + 1] = (byte) groups[i];
        }
        return OriginAddress.text(MemorySegment.ofArray(bytes));
    }

    @Test
    void text_mappedIpv4_isDotted() {
        assertEquals("127.0.0.66", text(0, 0, 0, 0, 0, 0xffff, 0x7f00, 66));
    }

    @Test
    void text_ipv6_compressesTheLongestRunOfZeros() {
        assertEquals("2001:db8::1", text(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));
        assertEquals("::1", text(0, 0, 0, 0, 0, 0, 0, 1));
        assertEquals("2001:0:0:1::1", text(0x2001, 0, 0, 1, 0, 0, 0, 1));
        assertEquals("1:0:2:3:4:5:6:7", text(1, 0, 2, 3, 4, 5, 6, 7));
    }

    @Test
    void text_noAddress_isEmpty() {
        assertEquals("", text());
    }

    @Test
    void text_anyAddress_parsesBackToTheSameBytes() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[16];
            for (int j = 1; j < 16; j++) {
                bytes[j] = random.nextInt(3) == 0 ? (byte) random.nextInt(256) : 0;
            }
            bytes[0] = 0x20;

            assertArrayEquals(bytes,
                    InetAddress.getByName(OriginAddress.text(MemorySegment.ofArray(bytes))).getAddress());
        }
    }
}
