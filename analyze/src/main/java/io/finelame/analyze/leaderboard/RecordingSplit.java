package io.finelame.analyze.leaderboard;

import io.finelame.cli.file.InputException;
import io.finelame.run.CsvFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tech.tablesaw.api.ColumnType;

/** Which recordings are for choosing a model and which for testing the choice. */
public final class RecordingSplit {
    private static final String RECORDING = "recording";
    private static final String SPLIT = "split";

    private final Path file;
    private final SequencedMap<String, String> splits;

    private RecordingSplit(Path file, SequencedMap<String, String> splits) {
        this.file = file;
        this.splits = splits;
    }

    /** @throws InputException if a column or a cell is missing, or a recording is named twice */
    public static RecordingSplit read(Path file) {
        CsvFile csv = CsvFile.read(file, _ -> ColumnType.STRING);
        String[] recordings = csv.texts(RECORDING);
        String[] names = csv.texts(SPLIT);
        SequencedMap<String, String> splits = new LinkedHashMap<>();
        for (int row = 0; row < recordings.length; row++) {
            if (recordings[row].isEmpty() || names[row].isEmpty()) {
                throw csv.error(row, "expected a recording's label and the name of its split");
            }
            if (splits.putIfAbsent(recordings[row], names[row]) != null) {
                throw csv.error(row, "recording '" + recordings[row] + "' is named twice; expected one split for each");
            }
        }
        return new RecordingSplit(file, splits);
    }

    /**
     * @return recordings by split, both in the file's order; those that the file has beside them are left out
     * @throws InputException if the file lacks one
     */
    public SequencedMap<String, List<String>> of(List<String> recordings) {
        List<String> missing = recordings.stream().filter(recording -> !splits.containsKey(recording)).toList();
        if (!missing.isEmpty()) {
            throw new InputException(file, "no split for " + String.join(", ", missing)
                    + "; expected a line for each recording that the sweep was tested on");
        }
        SequencedMap<String, List<String>> bySplit = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : splits.entrySet()) {
            if (recordings.contains(entry.getKey())) {
                bySplit.computeIfAbsent(entry.getValue(), _ -> new ArrayList<>()).add(entry.getKey());
            }
        }
        return bySplit;
    }
}
