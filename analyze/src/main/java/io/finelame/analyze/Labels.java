package io.finelame.analyze;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.ColumnType;

/**
 * The truth about requests: lines that each give a label to the requests they apply to. The first line that applies
 * wins.
 */
final class Labels {

    static final String LEGITIMATE = "legitimate";

    private static final Set<String> COLUMNS = Set.of("label", "req_id", "origin_ip", "from_ts", "to_ts");

    /** A null field is one that the line leaves open. Both ends of the time span belong to it. */
    private record Line(int row, String label, Long id, AddressBlock block, long from, long to) {

        boolean applies(long requestId, InetAddress address, long originTs) {
            return (id == null || id == requestId) && (block == null || address != null && block.contains(address))
                    && from <= originTs && originTs <= to;
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
     * @throws InputException
     *             if there is no {@code label} column, a column is unknown, or a cell isn't a label, request id,
     *             address, block or time
     */
    static Labels read(Path path) {
        CsvFile csv = CsvFile.read(path, _ -> ColumnType.STRING);
        if (!csv.has("label")) {
            throw new InputException(path, 1, "no column 'label'; found " + String.join(", ", csv.columns()));
        }
        for (String column : csv.columns()) {
            if (!COLUMNS.contains(column)) {
                throw new InputException(path, 1, "unknown column '" + column
                        + "'; expected label and any of req_id, origin_ip, from_ts, to_ts");
            }
        }
        if (csv.columns().size() == 1) {
            throw new InputException(path, 1,
                    "only a column 'label'; expected one or more of req_id, origin_ip, from_ts, "
                            + "to_ts beside it");
        }
        Labels labels = new Labels(path);
        for (int row = 0; row < csv.rows(); row++) {
            labels.add(line(csv, row));
        }
        return labels;
    }

    Path path() {
        return path;
    }

    /** The label of each request, null where no line applies. */
    String[] of(Requests requests) {
        String[] labels = new String[requests.size()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = of(requests.ids()[row], requests.addresses()[row], requests.originTs()[row]);
        }
        return labels;
    }

    String of(long requestId, InetAddress address, long originTs) {
        Line first = null;
        for (List<Line> lines : List.of(byId.getOrDefault(requestId, List.of()),
                address == null ? List.<Line>of() : byAddress.getOrDefault(address, List.of()), others)) {
            for (Line line : lines) {
                if (first != null && line.row() > first.row()) {
                    break;
                }
                if (line.applies(requestId, address, originTs)) {
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

    private static Line line(CsvFile csv, int row) {
        String label = cell(csv, "label", row);
        if (label.isBlank()) {
            throw csv.error(row, "label is empty; expected " + LEGITIMATE + " or an attack's name");
        }
        return new Line(row, label, id(csv, row), block(csv, row), time(csv, "from_ts", row, Long.MIN_VALUE),
                time(csv, "to_ts", row, Long.MAX_VALUE));
    }

    private static Long id(CsvFile csv, int row) {
        String text = cell(csv, "req_id", row);
        try {
            return text.isEmpty() ? null : (Long) Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw csv.error(row, "req_id is '" + text + "'; expected an unsigned 64-bit number");
        }
    }

    private static AddressBlock block(CsvFile csv, int row) {
        String text = cell(csv, "origin_ip", row);
        try {
            return text.isEmpty() ? null : AddressBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw csv.error(row, "origin_ip is '" + text
                    + "'; expected an address or a CIDR block such as 192.0.2.0/24 or 2001:db8::/32");
        }
    }

    private static long time(CsvFile csv, String column, int row, long open) {
        String text = cell(csv, column, row);
        try {
            return text.isEmpty() ? open : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw csv.error(row, column + " is '" + text + "'; expected CLOCK_MONOTONIC nanoseconds, a whole number");
        }
    }

    private static String cell(CsvFile csv, String column, int row) {
        return csv.has(column) ? csv.text(column, row) : "";
    }
}
