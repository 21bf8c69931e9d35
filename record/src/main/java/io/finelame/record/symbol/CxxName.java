package io.finelame.record.symbol;

import java.util.List;
import java.util.Optional;

/**
 * Names of C++ functions without what makes them long: parameters, what they return, and the compiler's notes ({@code [clone .cold]}) go;
 * template arguments of more than 40 characters become {@code <...>}. {@code (anonymous namespace)}, operators and conversions stay, and
 * lambdas, {@code {lambda#1}}.
 */
final class CxxName {
    private static final int LONGEST_ARGUMENTS = 40;
    private static final String ANONYMOUS = "(anonymous namespace)";
    private static final String OPERATOR = "operator";
    /** What follows {@code operator}, longer ones before those that they begin with. */
    private static final List<String> OPERATORS = List.of("()", "[]", "<=>", "<<=", ">>=", "->*", "<<", ">>", "<=",
            ">=", "->",
            "<", ">");
    private static final List<String> QUALIFIERS = List.of(" const", " volatile", " &&", " &", " noexcept");

    private final String text;
    private final StringBuilder name = new StringBuilder();
    private int at;

    private CxxName(String text) {
        this.text = text;
    }

    /** @param demangled as by {@code __cxa_demangle}; comes back as it is if it has another form */
    static String withoutParameters(String demangled) {
        return new CxxName(demangled).parse().filter(name -> !name.isBlank()).orElse(demangled);
    }

    /** Empty if brackets don't match. */
    private Optional<String> parse() {
        boolean conversion = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isOperator(text, at)) {
                conversion = takeOperator();
            } else if (c == '(' || c == '<' || c == '{' || c == '[') {
                int end = endOfGroup(text, at);
                if (end < 0) {
                    return Optional.empty();
                }
                if (isPointerReturned(end)) {
                    return new CxxName(text.substring(text.indexOf('*', at) + 1, end - 1)).parse();
                }
                takeGroup(c, end);
                conversion &= c != '(';
            } else if (c == ' ' && !conversion) {
                // What was before is the type that it returns, or "virtual thunk to".
                if (!text.startsWith(" [clone", at)) {
                    name.setLength(0);
                }
                at++;
            } else {
                name.append(c);
                at++;
            }
        }
        return Optional.of(name.toString().strip());
    }

    private static boolean isOperator(String text, int at) {
        int end = at + OPERATOR.length();
        return text.startsWith(OPERATOR, at) && (at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1)))
                && (end == text.length() || !Character.isJavaIdentifierPart(text.charAt(end)));
    }

    /** @return whether blanks may follow, as in {@code operator unsigned long} and {@code operator new[]} */
    private boolean takeOperator() {
        int end = endOfOperator(text, at);
        boolean conversion = text.startsWith(" ", end);
        name.append(text, at, end);
        at = end;
        return conversion;
    }

    /** Behind the operator, unless it is a word. */
    private static int endOfOperator(String text, int at) {
        int end = at + OPERATOR.length();
        return OPERATORS.stream().filter(symbol -> text.startsWith(symbol, end)).findFirst()
                .map(symbol -> end + symbol.length())
                .orElse(end);
    }

    /** Whether the parenthesis is of a function that returns a pointer to one: {@code void (*name(int))(char)}. */
    private boolean isPointerReturned(int end) {
        boolean first = text.charAt(at) == '(' && at > 0 && text.charAt(at - 1) == ' ' && name.isEmpty();
        int star = text.indexOf('*', at);
        return first && star > 0 && star < end && (star == at + 1 || text.startsWith("::", star - 2))
                && text.indexOf('(', at + 1) < end && text.startsWith("(", end) && text.indexOf('(', at + 1) > star;
    }

    private void takeGroup(char opening, int end) {
        String group = text.substring(at, end);
        at = end;
        if (opening == '(') {
            if (group.equals(ANONYMOUS)) {
                name.append(group);
            } else {
                skipQualifiers();
            }
        } else if (opening == '<') {
            name.append(group.length() > LONGEST_ARGUMENTS ? "<...>" : group);
        } else if (opening == '{') {
            name.append(withoutLambdaParameters(group));
        } else if (!group.startsWith("[clone")) {
            name.append(group);
        }
    }

    private void skipQualifiers() {
        Optional<String> qualifier = QUALIFIERS.stream().filter(word -> text.startsWith(word, at)).findFirst();
        while (qualifier.isPresent()) {
            at += qualifier.get().length();
            qualifier = QUALIFIERS.stream().filter(word -> text.startsWith(word, at)).findFirst();
        }
    }

    private static String withoutLambdaParameters(String group) {
        int parameters = group.indexOf('(');
        int end = parameters > 0 ? endOfGroup(group, parameters) : -1;
        return group.startsWith("{lambda") && end > 0 ? "{lambda" + group.substring(end) : group;
    }

    /** Behind the bracket that closes the one at an index; negative if there is none. Comparisons and arrows close nothing. */
    private static int endOfGroup(String text, int opening) {
        StringBuilder open = new StringBuilder();
        int i = opening;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (isOperator(text, i)) {
                i = endOfOperator(text, i);
                continue;
            }
            int kind = "(<{[".indexOf(c);
            if (kind >= 0) {
                open.append(")>}]".charAt(kind));
            } else if (!open.isEmpty() && c == open.charAt(open.length() - 1)
                    && !(c == '>' && text.charAt(i - 1) == '-')) {
                open.setLength(open.length() - 1);
                if (open.isEmpty()) {
                    return i + 1;
                }
            }
            i++;
        }
        return -1;
    }
}
