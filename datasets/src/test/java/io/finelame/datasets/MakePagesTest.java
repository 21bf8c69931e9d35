package io.finelame.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ParameterizedClass
@EnumSource(Node.class)
@Tag("slow")
record MakePagesTest(Node node) {
    @Test
    void makePages_givenSeed_writesTheSameBytesOnEveryNode(@TempDir Path directory) throws Exception {
        Path pages = make(directory, "--count", 50, "--seed", 1);

        assertEquals("746f2c66fa33b7579401e978a68139f2411329c59d67e3fd1932b93e9c6e8c45", digest(pages));
    }

    @Test
    void makePages_otherSeed_writesOtherBytes(@TempDir Path directory) throws Exception {
        Path one = make(directory.resolve("one"), "--count", 50, "--seed", 1);
        Path two = make(directory.resolve("two"), "--count", 50, "--seed", 2);

        assertNotEquals(digest(one), digest(two));
    }

    @Test
    void makePages_list_namesEveryPageAsUrlPath(@TempDir Path directory) throws Exception {
        Path pages = make(directory, "--count", 50);

        List<String> list = Files.readAllLines(pages.resolve("list.txt"));

        assertEquals(50, list.size());
        assertEquals(files(pages),
                Stream.concat(list.stream().map(path -> path.substring(1)), Stream.of("list.txt")).sorted().toList());
    }

    @Test
    void makePages_default_sizesAreHeavyTailed(@TempDir Path directory) throws Exception {
        long[] sizes = sizes(make(directory));
        long total = Arrays.stream(sizes).sum();
        long largestHundredth = Arrays.stream(sizes).skip(sizes.length - sizes.length / 100).sum();

        assertEquals(3000, sizes.length);
        assertEquals(12_000, sizes[sizes.length / 2], 1_000, "median, bytes");
        assertTrue(sizes[sizes.length - 1] >= 1_000_000, () -> "largest, bytes: " + sizes[sizes.length - 1]);
        assertTrue(sizes[sizes.length - 1] <= 2_000_000, () -> "largest, bytes: " + sizes[sizes.length - 1]);
        assertTrue(largestHundredth > total / 6,
                () -> "bytes in the largest hundredth: " + largestHundredth + " of " + total);
    }

    @Test
    void makePages_xml_writesDocumentsOfNoMoreThanTheLargestSize(@TempDir Path directory) throws Exception {
        Path pages = make(directory, "--xml", "--largest", 100_000);

        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        for (String path : Files.readAllLines(pages.resolve("list.txt"))) {
            Path file = pages.resolve(path.substring(1));
            assertEquals("document", parser.parse(file.toFile()).getDocumentElement().getTagName(), path);
            assertTrue(Files.size(file) < 105_000, path);
        }
    }

    @Test
    void makePages_directoryWithFiles_leavesItAlone(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("mine.txt"), "mine");

        Script.Result result = node.run("make-pages.js", directory);

        assertEquals(2, result.status());
        assertTrue(result.err().contains("is not an empty directory"), result.err());
        assertEquals(List.of("mine.txt"), files(directory));
    }

    @Test
    void makePages_failure_leavesNothingBehind(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        Script.Result result = node.run("make-pages.js", file.resolve("pages"));

        assertEquals(1, result.status());
        assertFalse(result.err().contains("\n"), result.err());
        assertEquals(List.of("file"), files(directory));
    }

    private Path make(Path parent, Object... options) throws IOException {
        Path pages = parent.resolve("pages");
        Object[] arguments = Stream.concat(Stream.of(pages), Stream.of(options)).toArray();
        Script.Result result = node.run("make-pages.js", arguments);
        assertEquals(0, result.status(), result.err());
        return pages;
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static long[] sizes(Path pages) throws IOException {
        try (Stream<Path> files = Files.list(pages)) {
            return files.filter(file -> file.toString().endsWith(".html")).mapToLong(file -> file.toFile().length())
                    .sorted().toArray();
        }
    }

    private static String digest(Path pages) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String file : files(pages)) {
            digest.update(Files.readAllBytes(pages.resolve(file)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
