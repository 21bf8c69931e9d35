package io.finelame.run.labels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AddressBlockTest {

    @Test
    void contains_ipv4BlockThatEndsInsideAByte_respectsEveryBit() {
        AddressBlock block = AddressBlock.parse("10.1.32.0/19");
        assertTrue(contains(block, "10.1.32.0"));
        assertTrue(contains(block, "10.1.63.255"));
        assertFalse(contains(block, "10.1.31.255"));
        assertFalse(contains(block, "10.1.64.0"));
    }

    @Test
    void contains_ipv6Block_comparesThePrefixWhateverTheSpelling() {
        AddressBlock block = AddressBlock.parse("2001:db8:bad::/48");
        assertTrue(contains(block, "2001:0DB8:0bad:0:0:0:0:1"));
        assertFalse(contains(block, "2001:db8:bae::1"));
    }

    @Test
    void contains_addressOfTheOtherFamily_isFalseEvenForTheWholeSpace() {
        assertFalse(contains(AddressBlock.parse("0.0.0.0/0"), "2001:db8::1"));
        assertFalse(contains(AddressBlock.parse("::/0"), "192.0.2.1"));
    }

    @Test
    void contains_ipv4AddressMappedIntoIpv6_isTheIpv4Address() {
        assertTrue(contains(AddressBlock.parse("127.0.0.0/8"), "::ffff:127.0.0.1"));
    }

    @Test
    void single_blockOfSeveral_isNull() {
        assertEquals(null, AddressBlock.parse("192.0.2.0/31").single());
        assertEquals(AddressBlock.parseAddress("192.0.2.0"), AddressBlock.parse("192.0.2.0/32").single());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1", "192.0.2.256", "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/", "192.0.2.0/-1",
            "localhost", "web1.example", "/8"})
    void parse_neitherAddressNorBlock_isRejected(String text) {
        assertThrows(IllegalArgumentException.class, () -> AddressBlock.parse(text));
    }

    private static boolean contains(AddressBlock block, String address) {
        return block.contains(AddressBlock.parseAddress(address));
    }
}
