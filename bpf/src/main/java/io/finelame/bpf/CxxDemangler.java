package io.finelame.bpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.lang.foreign.ValueLayout.ADDRESS;

/**
 * C++ names as in the source, by the C++ library of this machine: {@code __cxa_demangle} of the Itanium C++ ABI. Names may be
 * hostile: a short one can stand for a text of any length, since it refers to parts of itself; one that may is left alone.
 */
public final class CxxDemangler {
    private static final List<String> LIBRARIES = List.of("libstdc++.so.6", "libc++abi.so.1");
    private static final Optional<MethodHandle> DEMANGLE = LIBRARIES.stream()
            .flatMap(library -> library(library).stream()).findFirst();
    private static final MethodHandle FREE = CLibrary.LINKER.downcallHandle(
            CLibrary.LINKER.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ADDRESS));

    private static final int LONGEST_NAME = 1000;
    /** Characters of the demangled name, about. */
    private static final double LONGEST_TEXT = 1 << 18;
    private static final int BASE = 36;
    /** Digits of an identifier's length. */
    private static final int LONGEST_NUMBER = 3;

    private CxxDemangler() {}

    private static Optional<MethodHandle> library(String name) {
        try {
            return SymbolLookup.libraryLookup(name, Arena.global()).find("__cxa_demangle")
                    .map(function -> CLibrary.LINKER.downcallHandle(function,
                            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)));
        } catch (IllegalArgumentException notInstalled) {
            return Optional.empty();
        }
    }

    /** Whether the machine has a C++ library. */
    public static boolean isAvailable() {
        return DEMANGLE.isPresent();
    }

    /** With its parameters; empty if it is no mangled name, is too long, or there is no C++ library. */
    public static Optional<String> demangle(String name) {
        return name.startsWith("_Z") && name.length() <= LONGEST_NAME && longestText(name) <= LONGEST_TEXT
                ? DEMANGLE.flatMap(function -> call(function, name))
                : Optional.empty();
    }

    private static Optional<String> call(MethodHandle function, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = (MemorySegment) function.invokeExact(arena.allocateFrom(name), MemorySegment.NULL,
                    MemorySegment.NULL, MemorySegment.NULL);
            if (text.address() == 0) {
                return Optional.empty();
            }
            String demangled = text.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.ISO_8859_1);
            FREE.invokeExact(text);
            return Optional.of(demangled);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * An upper bound of the text's length, up to a constant factor: each reference to an earlier part ({@code S1_}, {@code T_}) may
     * repeat all that stands before the first reference to that part or a later one, and a pack expansion ({@code Dp}, {@code sp})
     * repeats its pattern.
     */
    static double longestText(String name) {
        double length = 0;
        List<Double> parts = new ArrayList<>();
        int at = 0;
        int boundary = 0;
        while (at < name.length()) {
            int reference = endOfReference(name, at);
            int identifier = endOfIdentifier(name, at, boundary);
            int next = Math.max(at + 1, Math.max(reference + 1, identifier));
            length += next - at;
            if (reference > 0) {
                length += name.charAt(at) == 'T' ? length : partLength(parts, number(name, at + 1, reference), length);
            } else if (name.startsWith("Dp", at) || name.startsWith("sp", at)) {
                length *= Math.max(16, name.length() / 8);
            }
            boundary = reference > 0 || identifier > 0 ? next : boundary;
            at = next;
        }
        return length;
    }

    /** Behind an identifier, which stands after its length; 0 if the digits here might also be those of something else. */
    private static int endOfIdentifier(String name, int at, int boundary) {
        char before = at == 0 ? '_' : name.charAt(at - 1);
        boolean ambiguous = before == '_' && at != boundary || before == 'S' || before == 'T'
                || before >= 'a' && before <= 'g' || isDigit(before) || name.startsWith("DF", at - 2);
        if (ambiguous || !isDigit(name.charAt(at))) {
            return 0;
        }
        int end = at;
        while (end < name.length() && isDigit(name.charAt(end)) && end - at <= LONGEST_NUMBER) {
            end++;
        }
        boolean number = end == name.length() || end - at > LONGEST_NUMBER || "E_p".indexOf(name.charAt(end)) >= 0;
        int behind = number ? 0 : end + Integer.parseInt(name, at, end, 10);
        return behind > name.length() ? 0 : behind;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static double partLength(List<Double> parts, int number, double length) {
        if (number > LONGEST_NAME) {
            return length;
        }
        while (parts.size() <= number) {
            parts.add(length);
        }
        return parts.get(number);
    }

    private static int number(String name, int from, int end) {
        return from == end ? 0 : end - from > 2 ? Integer.MAX_VALUE : Integer.parseInt(name, from, end, BASE) + 1;
    }

    /** Where the underscore is that ends it; 0 if none begins here. */
    private static int endOfReference(String name, int at) {
        if (name.charAt(at) != 'S' && name.charAt(at) != 'T') {
            return 0;
        }
        int end = at + 1;
        while (end < name.length() && isSequenceDigit(name.charAt(end))) {
            end++;
        }
        return end < name.length() && name.charAt(end) == '_' ? end : 0;
    }

    private static boolean isSequenceDigit(char c) {
        return isDigit(c) || c >= 'A' && c <= 'Z';
    }
}
