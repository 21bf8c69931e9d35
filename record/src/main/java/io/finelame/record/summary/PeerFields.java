package io.finelame.record.summary;

import io.finelame.record.config.Configuration;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.OriginAddress;
import io.finelame.recording.RecordingHeader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** What a datapoint says of a request's peer; a field that the recording doesn't have is 0. */
final class PeerFields {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final RecordingHeader header;
    private final Layout.Field firstTs;
    private final Layout.Field latestTs;
    private final Layout.Field address;
    private final Layout.Field finished;
    private final Layout.Field answered;
    private final Layout.Field answeredTs;
    private final Layout.Field waitsSince;
    private final Layout.Field origin;
    private final Layout.Field nth;
    private final Layout.Field cputime;
    private final Layout.Field received;
    private final Layout.Field sent;
    private final boolean oneRequestEach;

    /** The 16 bytes of an address. In order and with all bits in its hash: an attacker may choose many that would collide. */
    record Address(long high, long low) implements Comparable<Address> {
        static final Address NONE = new Address(0, 0);
        private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

        @Override
        public int compareTo(Address other) {
            int byHigh = Long.compareUnsigned(high, other.high);
            return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
        }

        @Override
        public int hashCode() {
            return (int) (((high * GOLDEN_RATIO) ^ low) * GOLDEN_RATIO >>> Integer.SIZE);
        }

        String text() {
            MemorySegment bytes = MemorySegment.ofArray(new byte[OriginAddress.BYTES]);
            bytes.set(LONG, 0, high);
            bytes.set(LONG, Long.BYTES, low);
            return OriginAddress.text(bytes);
        }
    }

    PeerFields(RecordingHeader header) {
        this.header = header;
        firstTs = field("first_ts");
        latestTs = field("latest_ts_update");
        address = header.layout().field("saddr").filter(its -> its.size() == OriginAddress.BYTES).orElse(null);
        finished = field("finished");
        answered = field("answered");
        answeredTs = field("answered_ts");
        waitsSince = field("peer_waits_since");
        origin = field("origin");
        nth = field("nth");
        cputime = counter("REQ_CPUTIME");
        received = counter("REQ_TCP_RCVD");
        sent = counter("REQ_TCP_SENT");
        oneRequestEach = nth == null && Configuration.hasOneRequestPerConnection(header);
    }

    private Layout.Field field(String name) {
        return header.layout().field(name).filter(Layout.Field::isInteger).orElse(null);
    }

    private Layout.Field counter(String feature) {
        Optional<String> configured = header.features().stream().filter(its -> its.name().equals(feature))
                .map(RecordingHeader.Feature::datapoint).findFirst();
        return field(configured.orElse(Configuration.FEATURES.get(feature)));
    }

    private static long read(Document.Snapshot snapshot, int entry, Layout.Field field) {
        return field == null ? 0 : snapshot.read(entry, field);
    }

    Address address(Document.Snapshot snapshot, int entry) {
        if (address == null) {
            return Address.NONE;
        }
        return new Address(snapshot.readLong(entry, address.offset()),
                snapshot.readLong(entry, address.offset() + Long.BYTES));
    }

    long firstTs(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, firstTs);
    }

    long latestTs(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, latestTs);
    }

    long cputime(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, cputime);
    }

    long received(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, received);
    }

    long sent(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, sent);
    }

    boolean isFinished(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, finished) != 0;
    }

    /** Whether its answer has begun. Where that wasn't recorded, a request that its connection bounds lasts until that is closed. */
    boolean isAnswered(Document.Snapshot snapshot, int entry) {
        return answered == null ? !oneRequestEach || finished == null : snapshot.read(entry, answered) != 0;
    }

    /** When its answer was sent, as far as it has been; where that wasn't recorded, its latest update. */
    long answeredTs(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, answeredTs == null ? latestTs : answeredTs);
    }

    /** Whether its peer has to send more of it, or to take its answer. */
    boolean isAwaitingPeer(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, waitsSince) != 0;
    }

    boolean tellConnections() {
        return nth != null || oneRequestEach;
    }

    /** Whether the connection that it came by is known. */
    boolean hasConnection(Document.Snapshot snapshot, int entry) {
        return origin != null ? snapshot.read(entry, origin) != 0 : !address(snapshot, entry).equals(Address.NONE);
    }

    boolean isFirstOfConnection(Document.Snapshot snapshot, int entry) {
        return read(snapshot, entry, nth) == 0;
    }
}
