package io.finelame.record.config;

import io.finelame.cli.text.Nearest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Requests that are none by their places on connections and their answers, which is what the kernel knows of them: handshakes,
 * start-ups and ends of protocols.
 *
 * @param firsts how many of a connection's first requests are meant
 */
public record LeaveOut(Set<Kind> kinds, int firsts) {
    public static final LeaveOut NOTHING = new LeaveOut(Set.of(), 0);
    private static final String NONE = "none";
    private static final List<String> NAMES = List.of("first", "first:N", "unanswered", NONE);
    private static final Pattern FIRST = Pattern.compile("first(:[1-9]\\d{0,3})?");

    public enum Kind {
        FIRST("first on their connection"),
        UNANSWERED("never answered");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /** In files. */
        public String recorded() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** After a count of requests. */
        public String meaning() {
            return meaning;
        }
    }

    public LeaveOut {
        kinds = Collections.unmodifiableSet(kinds.isEmpty() ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(kinds));
    }

    public boolean isEmpty() {
        return kinds.isEmpty();
    }

    /** As {@link #parse} takes them. */
    public List<String> names() {
        return kinds.stream().map(kind -> kind.recorded() + (kind == Kind.FIRST && firsts > 1 ? ":" + firsts : ""))
                .toList();
    }

    /** What is wrong with these names: {@code parse} takes those where nothing is. */
    public static Optional<String> problem(String option, List<String> names) {
        if (names.size() > 1 && names.contains(NONE)) {
            return Optional.of(option + " '" + String.join(",", names) + "': expected 'none' alone");
        }
        return names.stream().filter(name -> !isKnown(name)).findFirst()
                .map(name -> Nearest.expected(option, name, NAMES));
    }

    private static boolean isKnown(String name) {
        return name.equals("unanswered") || name.equals(NONE) || FIRST.matcher(name).matches();
    }

    /** Names without a {@link #problem}; {@code none} and no name at all mean nothing. */
    public static LeaveOut parse(List<String> names) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        int firsts = 0;
        for (String name : names) {
            if (name.equals("unanswered")) {
                kinds.add(Kind.UNANSWERED);
            } else if (!name.equals(NONE)) {
                kinds.add(Kind.FIRST);
                firsts = name.equals("first") ? 1 : Integer.parseInt(name.substring("first:".length()));
            }
        }
        return new LeaveOut(kinds, firsts);
    }

    /** Its names with blanks between them, or {@code none}. */
    @Override
    public String toString() {
        return isEmpty() ? NONE : String.join(" ", names());
    }

    /** Parses the result of {@link #toString}. */
    public static LeaveOut ofText(String text) {
        return parse(List.of(text.split(" ")));
    }
}
