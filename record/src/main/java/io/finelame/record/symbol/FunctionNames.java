package io.finelame.record.symbol;

import java.util.LinkedHashMap;
import java.util.Map;

/** Readable names of symbols, of which those that were asked for last are kept: the same functions are on most stacks. Not thread-safe. */
final class FunctionNames {
    private static final int MOST_NAMES = 1 << 14;

    private final Map<String, String> names = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_NAMES;
        }
    };

    /** As {@link FunctionName#ofSymbol}. */
    String ofSymbol(String symbol) {
        String name = names.get(symbol);
        if (name == null) {
            name = FunctionName.ofSymbol(symbol);
            names.put(symbol, name);
        }
        return name;
    }
}
