package io.finelame.record.probe;

import io.finelame.bpf.elf.ElfFile;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Exported functions whose names promise a place for a request mapper, where the one that was asked for isn't there. */
final class MapperCandidates {
    /** Snake case, camel case, and the lengths in mangled C++ names. */
    private static final String BETWEEN_WORDS = "[^A-Za-z]+|(?<=[a-z])(?=[A-Z])";
    private static final Set<String> SUBJECTS = Set.of("accept", "conn", "connection", "req", "request");
    private static final Set<String> ACTIONS = Set.of("create", "new", "begin", "start", "process", "handle",
            "dispatch",
            "serve", "run", "resume", "suspend", "end", "finish", "close", "done", "read", "recv", "worker", "queue");

    private MapperCandidates() {}

    /** At most this many, the most promising first. */
    static List<String> of(ElfFile elf, int most) {
        return elf.functions().stream().filter(ElfFile.Function::exported).map(ElfFile.Function::name)
                .filter(MapperCandidates::isCandidate)
                .sorted(Comparator.<String>comparingInt(name -> -promise(name)).thenComparingInt(String::length)
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most).toList();
    }

    private static boolean isCandidate(String name) {
        Set<String> words = words(name);
        return !Collections.disjoint(words, SUBJECTS) && !Collections.disjoint(words, ACTIONS);
    }

    private static int promise(String name) {
        Set<String> words = words(name);
        words.removeIf(word -> !SUBJECTS.contains(word) && !ACTIONS.contains(word));
        return words.size();
    }

    private static Set<String> words(String name) {
        Set<String> words = new HashSet<>();
        for (String word : name.split(BETWEEN_WORDS)) {
            words.add(word.toLowerCase(Locale.ROOT));
        }
        return words;
    }
}
