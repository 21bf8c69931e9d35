package io.finelame.run.labels;

import io.finelame.cli.file.InputException;
import io.finelame.cli.file.InputFile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ground truth: lines that each give a label to the requests they apply to. The first line that applies wins.
 */
public final class Labels {

    public static final String LEGITIMATE = "legitimate";

    private static final Set<String> COLUMNS = Set.of("label", "req_id", "origin_ip", "from_ts", "to_ts");

    static final String EXPECTED_COLUMNS = "label and any of req_id, origin_ip, from_ts, to_ts";

    /** A null field is one that the line leaves open. */
    private record Line(long row, String label, Long id, AddressBlock block, LabelTime from, LabelTime to) {

        boolean applies(long requestId, InetAddress address, long originTs, long realtimeTs) {
            return (id == null || id == requestId) && (block == null || address != null && block.contains(address))
                    && (from == null || from.compareTo(originTs, realtimeTs) <= 0)
                    && (to == null || to.compareTo(originTs, realtimeTs) >= 0);
        }
    }

    private final Path path;
    private final Map<Long, List<Line>> byId = new HashMap<>();
    private final Map<InetAddress, List<Line>> byAddress = new HashMap<>();
    private final List<Line> others = new ArrayList<>();

    private Labels(Path path) {
        this.path = path;
    }

    /**
     * @throws InputException if there is no {@code label} column, a column is unknown, or a cell isn't a label, request
     *         id, address, block or time
     */
    public static Labels read(Path path) {
        InputFile.problem(path).ifPresent(problem -> {
            throw new InputException(path, problem);
        });
        try {
            return parse(path, Files.readString(path));
        } catch (CharacterCodingException e) {
            throw new InputException(path, "not UTF-8 text; save it as CSV in UTF-8");
        } catch (IOException e) {
            throw new InputException(path, "can't be read: " + e.getMessage());
        }
    }

    /**
     * @param path names the text in an error
     * @throws InputException as {@link #read} does
     */
    public static Labels parse(Path path, String text) {
        LabelsTable table = LabelsTable.parse(path, text, COLUMNS);
        if (table.columns().size() == 1) {
            throw new InputException(path, 1,
                    "only a column 'label'; expected one or more of req_id, origin_ip, from_ts, to_ts beside it");
        }
        Labels labels = new Labels(path);
        table.rows().forEach(row -> labels.add(new Cells(path, table, row).line()));
        return labels;
    }

    public Path path() {
        return path;
    }

    /**
     * @param address null if it is unknown
     * @param originTs CLOCK_MONOTONIC ns
     * @param realtimeTs the same instant on CLOCK_REALTIME, ns since 1970
     * @return null if no line applies
     */
    public String of(long requestId, InetAddress address, long originTs, long realtimeTs) {
        Line first = null;
        for (List<Line> lines : List.of(byId.getOrDefault(requestId, List.of()),
                address == null ? List.<Line>of() : byAddress.getOrDefault(address, List.of()), others)) {
            for (Line line : lines) {
                if (first != null && line.row() > first.row()) {
                    break;
                }
                if (line.applies(requestId, address, originTs, realtimeTs)) {
                    first = line;
                    break;
                }
            }
        }
        return first == null ? null : first.label();
    }

    private void add(Line line) {
        if (line.id() != null) {
            byId.computeIfAbsent(line.id(), _ -> new ArrayList<>(1)).add(line);
        } else if (line.block() != null && line.block().single() != null) {
            byAddress.computeIfAbsent(line.block().single(), _ -> new ArrayList<>(1)).add(line);
        } else {
            others.add(line);
        }
    }

    /** One line of the file on its way to what it means. */
    private record Cells(Path path, LabelsTable table, LabelsTable.Row row) {
        Line line() {
            String label = cell("label");
            if (label.isEmpty()) {
                throw error("label is empty; expected " + LEGITIMATE + " or an attack's name");
            }
            return new Line(row.line(), label.equalsIgnoreCase(LEGITIMATE) ? LEGITIMATE : label, id(), block(),
                    time("from_ts"), time("to_ts"));
        }

        private Long id() {
            String text = cell("req_id");
            try {
                return text.isEmpty() ? null : (Long) Long.parseUnsignedLong(text);
            } catch (NumberFormatException e) {
                throw error("req_id is '" + text + "'; expected an unsigned 64-bit number");
            }
        }

        private AddressBlock block() {
            String text = cell("origin_ip");
            try {
                return text.isEmpty() ? null : AddressBlock.parse(text);
            } catch (IllegalArgumentException e) {
                throw error("origin_ip is '" + text + "'; expected " + AddressBlock.expected(text));
            }
        }

        private LabelTime time(String column) {
            String text = cell(column);
            try {
                return text.isEmpty() ? null : LabelTime.parse(text);
            } catch (IllegalArgumentException e) {
                throw error(column + " is '" + text + "'; expected " + e.getMessage());
            }
        }

        private String cell(String column) {
            return table.cell(row, column);
        }

        private InputException error(String problem) {
            return new InputException(path, row.line(), problem);
        }
    }
}
