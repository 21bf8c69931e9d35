package io.finelame.run.stacks;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RequestStacksTest {

    @Test
    void sampleLines_idAboveTheSigned_isUnsigned() {
        RequestStacks stacks = new RequestStacks(List.of("nginx"), List.of(new StackCount(-1, 0, 3)));
        assertEquals(List.of(List.<Object>of("18446744073709551615", 0, 3L)), stacks.sampleLines());
    }
}
