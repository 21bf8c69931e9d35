package io.finelame.bpf;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(10)
class CxxDemanglerTest {
    @BeforeEach
    void requireLibrary() {
        Assumptions.assumeTrue(CxxDemangler.isAvailable(), "no C++ library");
    }

    @Test
    void demangle_function_hasItsParameters() {
        assertEquals(Optional.of("v8::internal::RegExp::Compile(v8::internal::Isolate*)"),
                CxxDemangler.demangle("_ZN2v88internal6RegExp7CompileEPNS0_7IsolateE"));
    }

    @Test
    void demangle_nameOfC_isEmpty() {
        assertEquals(Optional.empty(), CxxDemangler.demangle("main"));
    }

    @Test
    void demangle_damagedName_isEmpty() {
        assertEquals(Optional.empty(), CxxDemangler.demangle("_ZN2v88internal"));
    }

    @Test
    void demangle_longName_isEmpty() {
        assertEquals(Optional.empty(), CxxDemangler.demangle("_Z1f" + "Pi".repeat(500)));
    }

    @Test
    void demangle_deeplyNestedName_ends() {
        assertTrue(CxxDemangler.demangle("_Z1f" + "P".repeat(900) + "i").map(String::length).orElse(0) >= 0);
    }

    /** Each parameter has two of the one before: 2^40 characters. */
    @Test
    void demangle_nameThatStandsForATerabyte_isEmpty() {
        StringBuilder hostile = new StringBuilder("_Z1f1AIiiE");
        for (int i = 0; i < 40; i++) {
            String part = i == 0 ? "S0_" : "S" + Integer.toString(i, 36).toUpperCase(java.util.Locale.ROOT) + "_";
            hostile.append("S_I").append(part).append(part).append('E');
        }

        assertEquals(Optional.empty(), CxxDemangler.demangle(hostile.toString()));
        assertTrue(CxxDemangler.longestText(hostile.toString()) > 1e9);
    }

    @Test
    void longestText_identifierLikeReferences_isItsLength() {
        String name = "_ZN12v8_inspector4S_T_3DpsE";

        assertEquals(name.length(), CxxDemangler.longestText(name));
    }
}
