package io.finelame.run.labels;

import io.finelame.cli.file.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LabelsTest {
    /** On CLOCK_REALTIME, when CLOCK_MONOTONIC began. */
    private static final long BOOT_NS = Instant.parse("2026-01-31T12:00:00Z").getEpochSecond() * 1_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void of_severalLinesApply_theFirstWins() {
        Labels labels = labels("""
                               label,origin_ip,req_id
                               regex,192.0.2.0/24,
                               legitimate,192.0.2.7,
                               upload,,7
                               """);
        assertEquals("regex", of(labels, 7, "192.0.2.7", 0));
        assertEquals("upload", of(labels, 7, "198.51.100.1", 0));
    }

    @Test
    void of_timesOfDay_areThoseOfTheRecordingsClock() {
        Labels labels = labels("""
                               label,from_ts,to_ts
                               first,2026-01-31T12:00:01Z,2026-01-31T12:00:01.5Z
                               second,2026-01-31T13:00:02+01:00,3000000000
                               """);
        assertNull(of(labels, 1, "192.0.2.7", 999_999_999));
        assertEquals("first", of(labels, 1, "192.0.2.7", 1_000_000_000));
        assertEquals("first", of(labels, 1, "192.0.2.7", 1_500_000_000));
        assertNull(of(labels, 1, "192.0.2.7", 1_500_000_001));
        assertEquals("second", of(labels, 1, "192.0.2.7", 2_000_000_000));
        assertEquals("second", of(labels, 1, "192.0.2.7", 3_000_000_000L));
        assertNull(of(labels, 1, "192.0.2.7", 3_000_000_001L));
    }

    @Test
    void read_timeWithoutZone_isRejected() {
        assertRejected("label,to_ts\nx,2026-01-31T12:00:00\n",
                ":2: to_ts is '2026-01-31T12:00:00'; expected CLOCK_MONOTONIC nanoseconds, a whole number, or an ISO"
                        + " 8601 time with its zone such as 2026-01-31T23:59:59.5Z or 2026-01-31T23:59:59+01:00");
    }

    @Test
    void of_anIdBeforeABlock_winsOverTheBlock() {
        Labels labels = labels("""
                               req_id,label,origin_ip
                               7,upload,
                               ,legitimate,192.0.2.0/24
                               """);
        assertEquals("upload", of(labels, 7, "192.0.2.7", 0));
        assertEquals("legitimate", of(labels, 8, "192.0.2.7", 0));
    }

    @Test
    void of_severalColumnsGiven_allMustMatch() {
        Labels labels = labels("""
                               label,req_id,origin_ip,from_ts,to_ts
                               regex,7,2001:db8::/32,100,200
                               """);
        assertEquals("regex", of(labels, 7, "2001:db8::1", 150));
        assertNull(of(labels, 8, "2001:db8::1", 150));
        assertNull(of(labels, 7, "2001:db9::1", 150));
        assertNull(of(labels, 7, "2001:db8::1", 201));
    }

    @Test
    void of_timeSpan_holdsBothEnds() {
        Labels labels = labels("""
                               label,from_ts,to_ts
                               burst,100,200
                               """);
        assertNull(of(labels, 1, "192.0.2.1", 99));
        assertEquals("burst", of(labels, 1, "192.0.2.1", 100));
        assertEquals("burst", of(labels, 1, "192.0.2.1", 200));
        assertNull(of(labels, 1, "192.0.2.1", 201));
    }

    @Test
    void of_anEndOfTheSpanIsEmpty_itIsOpen() {
        Labels labels = labels("""
                               label,from_ts,to_ts
                               before,,100
                               after,101,
                               """);
        assertEquals("before", of(labels, 1, "192.0.2.1", 0));
        assertEquals("after", of(labels, 1, "192.0.2.1", Long.MAX_VALUE));
    }

    @Test
    void of_requestWithoutAddress_matchesNoBlock() {
        Labels labels = labels("""
                               label,origin_ip
                               legitimate,0.0.0.0/0
                               legitimate,::/0
                               """);
        assertNull(labels.of(1, null, 0, 0));
    }

    @Test
    void of_lineThatOnlyNamesALabel_appliesToEveryRequest() {
        Labels labels = labels("""
                               label,origin_ip
                               regex,203.0.113.7
                               legitimate,
                               """);
        assertEquals("regex", of(labels, 1, "203.0.113.7", 0));
        assertEquals("legitimate", labels.of(2, null, 0, 0));
    }

    @Test
    void of_requestIdAboveTheSignedRange_isUnsigned() {
        Labels labels = labels("""
                               label,req_id
                               regex,18446744073709551615
                               """);
        assertEquals("regex", of(labels, -1, "192.0.2.1", 0));
    }

    @Test
    void of_labelsThatOtherToolsTakeForMissing_areLabels() {
        Labels labels = labels("""
                               label,origin_ip
                               null,192.0.2.1
                               NA,192.0.2.2
                               """);
        assertEquals("null", of(labels, 1, "192.0.2.1", 0));
        assertEquals("NA", of(labels, 1, "192.0.2.2", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFForigin_ip,label\r\n192.0.2.1,regex\r\n192.0.2.2,legitimate\r\n",
            "origin_ip;label\n192.0.2.1;regex\n192.0.2.2;legitimate\n",
            "\uFEFF\"origin_ip\";\"label\";\r\n\"192.0.2.1\";\"regex\";\r\n;;\r\n192.0.2.2;legitimate;\r\n",
            "sep=;\r\norigin_ip;label\r\n192.0.2.1;regex\r\n192.0.2.2;legitimate\r\n",
            "origin_ip\tlabel\n192.0.2.1\tregex\n192.0.2.2\tlegitimate\n",
            "Origin_IP , LABEL\n 192.0.2.1 , regex\n192.0.2.2 , \" Legitimate \"\n",
            "origin_ip,label\r192.0.2.1,regex\r192.0.2.2,\u00a0LEGITIMATE\r",
            "\n\norigin_ip,label,,\n::ffff:192.0.2.1,regex,,\n,,,\n[::ffff:192.0.2.2],legitimate,,\n"})
    void parse_asSpreadsheetsAndPeopleWriteIt_isTheSame(String content) {
        Labels labels = labels(content);
        assertEquals("regex", of(labels, 1, "192.0.2.1", 0));
        assertEquals(Labels.LEGITIMATE, of(labels, 2, "192.0.2.2", 0));
        assertNull(of(labels, 3, "192.0.2.3", 0));
    }

    @Test
    void of_ipv4MappedBlock_isTheIpv4Block() {
        Labels labels = labels("""
                               origin_ip,label
                               ::ffff:192.0.2.0/120,regex
                               ::FFFF:0:0/96,legitimate
                               """);
        assertEquals("regex", of(labels, 1, "192.0.2.255", 0));
        assertEquals(Labels.LEGITIMATE, of(labels, 1, "192.0.3.0", 0));
        assertNull(of(labels, 1, "2001:db8::1", 0));
    }

    @Test
    void read_mappedBlockWithAShortPrefix_saysWhichThereAre() {
        assertRejected("origin_ip,label\n::ffff:192.0.2.0/24,x\n", ":2: origin_ip is '::ffff:192.0.2.0/24'; expected a"
                + " prefix length of 96 to 128 after an IPv4-mapped address, such as ::ffff:192.0.2.0/120");
    }

    @Test
    void read_addressWithAScope_saysHowToWriteIt() {
        assertRejected("origin_ip,label\nfe80::1%eth0,x\n",
                ":2: origin_ip is 'fe80::1%eth0'; expected an address without"
                        + " a scope: a recording doesn't hold the interface; write fe80::1");
    }

    @Test
    void read_columnTwice_isNamed() {
        assertRejected("label,origin_ip,Label\nx,192.0.2.1,y\n", ":1: column 'label' twice; expected each column once");
    }

    @Test
    void read_quoteThatIsNotClosed_namesTheLineOfTheCell() {
        assertRejected("origin_ip,label\n192.0.2.1,x\n192.0.2.2,\"regex\n192.0.2.3,y\n",
                ":3: a quoted cell that isn't closed, or text after its closing quote; expected \" at both ends of the"
                        + " cell, and \"\" for one inside it");
    }

    @Test
    void read_otherSeparatorThanTheHeader_saysWhichWasExpected() {
        assertRejected("origin_ip,label\n192.0.2.1;x\n",
                ":2: 1 cell; expected 2, separated by commas as in the first line");
    }

    @Test
    void read_utf16_saysHowToSaveIt() throws IOException {
        Path file = Files.writeString(directory.resolve("labels.csv"), "\uFEFFlabel,req_id\n",
                StandardCharsets.UTF_16LE);

        assertEquals(file + ": not UTF-8 text; save it as CSV in UTF-8",
                assertThrows(InputException.class, () -> Labels.read(file)).getMessage());
    }

    @Test
    void of_timesWithABlankAndAPlainZone_areIso8601() {
        Labels labels = labels("""
                               label,from_ts,to_ts
                               first,2026-01-31 12:00:01Z,2026-01-31 13:00:01.5 +0100
                               """);
        assertEquals("first", of(labels, 1, "192.0.2.7", 1_500_000_000));
        assertNull(of(labels, 1, "192.0.2.7", 1_500_000_001));
    }

    @Test
    void read_noLabelColumn_saysWhichThereAre() {
        assertRejected("origin_ip,name\n192.0.2.1,x\n", ":1: no column 'label'; found origin_ip, name");
    }

    @Test
    void read_unknownColumn_isNamed() {
        assertRejected("label,ip\nx,192.0.2.1\n",
                ":1: unknown column 'ip'; expected label and any of req_id, origin_ip, from_ts, to_ts");
    }

    @Test
    void read_nothingBesideTheLabel_saysWhatIsMissing() {
        assertRejected("label\nx\n",
                ":1: only a column 'label'; expected one or more of req_id, origin_ip, from_ts, to_ts beside it");
    }

    @Test
    void read_badBlock_namesItsLine() {
        assertRejected("label,origin_ip\nx,192.0.2.0/24\n\ny,192.0.2.0/33\n", ":4: origin_ip is '192.0.2.0/33'; "
                + "expected an address or a CIDR block such as 192.0.2.0/24 or 2001:db8::/32");
    }

    @Test
    void read_badTime_namesItsLine() {
        assertRejected("label,from_ts\nx,1.5\n",
                ":2: from_ts is '1.5'; expected CLOCK_MONOTONIC nanoseconds, a whole number, or an ISO 8601 time with its"
                        + " zone such as 2026-01-31T23:59:59.5Z or 2026-01-31T23:59:59+01:00");
    }

    @Test
    void read_emptyLabel_namesItsLine() {
        assertRejected("label,req_id\n,7\n", ":2: label is empty; expected legitimate or an attack's name");
    }

    private void assertRejected(String content, String message) {
        InputException e = assertThrows(InputException.class, () -> labels(content));
        assertEquals(directory.resolve("labels.csv") + message, e.getMessage());
    }

    private Labels labels(String content) {
        try {
            return Labels.read(Files.writeString(directory.resolve("labels.csv"), content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String of(Labels labels, long id, String address, long originTs) {
        return labels.of(id, AddressBlock.parseAddress(address), originTs, BOOT_NS + originTs);
    }
}
