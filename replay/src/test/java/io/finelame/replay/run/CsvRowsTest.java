package io.finelame.replay.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVPrinter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The files of a run are those that Commons CSV writes. */
class CsvRowsTest {
    private static final List<String> TEXTS = List.of("", "a", "127.0.0.1", "2001:db8::1", "a b", " a", "a ", "#a",
            "a,b",
            "\"a\"", "a\nb", "a\rb", "ä", "\u20ac", "\uD83D\uDE00", "-", "\t", "a\t", "~", "\u007f");

    @TempDir
    private Path temporary;

    @Test
    void anyCells_areWrittenAsByCommonsCsv() throws IOException {
        Random random = new Random(11);
        List<String> header = List.of("req_id", "a,b", "c d");
        Path file = temporary.resolve("rows.csv");
        StringBuilder expected = new StringBuilder();
        CSVPrinter printer = new CSVPrinter(expected, CsvRows.CSV);
        printer.printRecord(header);
        try (CsvRows rows = CsvRows.create(file, header)) {
            for (int row = 0; row < 20_000; row++) {
                for (int cell = random.nextInt(6); cell >= 0; cell--) {
                    printCell(rows, printer, random);
                }
                rows.endRow();
                printer.println();
            }
        }

        assertEquals(expected.toString(), Files.readString(file));
    }

    private static void printCell(CsvRows rows, CSVPrinter printer, Random random) throws IOException {
        long number = random.nextLong() >> random.nextInt(Long.SIZE);
        switch (random.nextInt(5)) {
            case 0 -> {
                rows.number(number);
                printer.print(number);
            }
            case 1 -> {
                rows.unsigned(number);
                printer.print(Long.toUnsignedString(number));
            }
            case 2 -> {
                double real = random.nextGaussian() * number;
                rows.number(real);
                printer.print(real);
            }
            case 3 -> {
                String text = TEXTS.get(random.nextInt(TEXTS.size()));
                rows.text(text);
                printer.print(text);
            }
            default -> {
                long power = (long) Math.pow(10, random.nextInt(19)) - random.nextInt(2);
                rows.number(-power);
                printer.print(-power);
            }
        }
    }

    @Test
    void extremeNumbersAndLongTexts_areWrittenWhole() throws IOException {
        Path file = temporary.resolve("rows.csv");
        String text = "x".repeat(200_000);
        List<String> lines = new ArrayList<>(List.of("a"));
        try (CsvRows rows = CsvRows.create(file, List.of("a"))) {
            for (long number : new long[]{0, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE,
                    1L + Integer.MAX_VALUE}) {
                rows.number(number);
                rows.text(text);
                rows.endRow();
                lines.add(number + "," + text);
            }
        }

        assertEquals(String.join("\n", lines) + "\n", Files.readString(file));
    }
}
