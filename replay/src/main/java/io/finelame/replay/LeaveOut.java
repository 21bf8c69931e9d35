package io.finelame.replay;

import io.finelame.record.Nearest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which requests are none: {@code --leave-out}. The kernel knows their places and answers, not what they are about.
 *
 * @param kinds in the order in which they were named
 * @param firsts how many of a connection's first requests are meant
 */
record LeaveOut(Set<Kind> kinds, int firsts) {
    static final LeaveOut NOTHING = new LeaveOut(Set.of(), 0);
    private static final List<String> NAMES = List.of("first", "first:N", "unanswered");

    enum Kind {
        FIRST("first on their connection"),
        UNANSWERED("never answered");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /** In files. */
        String recorded() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** After a count of requests. */
        String meaning() {
            return meaning;
        }
    }

    /** As {@link #parse} takes them. */
    List<String> names() {
        return kinds.stream().map(kind -> kind.recorded() + (kind == Kind.FIRST && firsts > 1 ? ":" + firsts : ""))
                .toList();
    }

    /** @throws ReplayException where one is neither {@code first}, {@code first:N} nor {@code unanswered} */
    static LeaveOut parse(List<String> names) {
        Set<Kind> kinds = new LinkedHashSet<>();
        int firsts = 0;
        for (String name : names) {
            if (name.equals("unanswered")) {
                kinds.add(Kind.UNANSWERED);
            } else if (name.matches("first(:[1-9]\\d{0,3})?")) {
                kinds.add(Kind.FIRST);
                firsts = name.equals("first") ? 1 : Integer.parseInt(name.substring("first:".length()));
            } else {
                throw new ReplayException(Nearest.expected("--leave-out", name, NAMES));
            }
        }
        return new LeaveOut(kinds, firsts);
    }
}
