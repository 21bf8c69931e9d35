package io.finelame.replay.requests;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.LongIntHashMap;
import io.finelame.record.config.Configuration;
import io.finelame.recording.Document;
import io.finelame.recording.Layout;
import io.finelame.recording.OriginAddress;
import io.finelame.recording.RecordingHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** Collects snapshots in the order of the recording, then sorts their datapoints by request. Not thread-safe. */
public final class RequestTableBuilder {
    private final RecordingHeader header;
    private final List<String> features = new ArrayList<>();
    private final Layout.Field[] fields;
    private final Layout.Field first;
    private final Layout.Field latest;
    private final Layout.Field address;
    private final Optional<Layout.Field> port;
    private final Optional<Layout.Field> nth;
    private final int unrecordedPlace;
    private final LongIntHashMap rows = new LongIntHashMap();
    private final LongArrayList ids = new LongArrayList();
    /** [rows] which row's entry came after it last; -1: none did. Most entries of a map keep their order. */
    private final IntArrayList followers = new IntArrayList();
    /** Of the entry before; -1 at the start. */
    private int previous = -1;
    private final List<String> origins = new ArrayList<>();
    private final IntArrayList ports = new IntArrayList();
    private final IntArrayList places = new IntArrayList();
    private final Map<Address, String> addresses = new HashMap<>();
    private final LongColumn firstTs;
    private final IntArrayList pointsOfRow = new IntArrayList();
    private final LongColumn lastTs;
    private final LongColumn[] lastRaw;
    private final LongColumn[] carried;
    private final ColumnSpace space;
    private final LongColumn pointRow;
    private final LongColumn pointTs;
    private final LongColumn pointSnapshot;
    private final LongColumn[] points;

    /** Its 16 bytes. */
    private record Address(long high, long low) {}

    /** @throws ReplayException if the header lacks what a request table needs */
    public RequestTableBuilder(RecordingHeader header) {
        this(header, new ColumnSpace());
    }

    RequestTableBuilder(RecordingHeader header, ColumnSpace space) {
        this.header = header;
        this.space = space;
        this.firstTs = new LongColumn(space);
        this.lastTs = new LongColumn(space);
        this.pointRow = new LongColumn(space);
        this.pointTs = new LongColumn(space);
        this.pointSnapshot = new LongColumn(space);
        header.features().forEach(feature -> features.add(feature.name()));
        fields = header.features().stream().map(feature -> field(header, feature.datapoint()))
                .toArray(Layout.Field[]::new);
        lastRaw = columns();
        carried = columns();
        points = columns();
        first = field(header, "first_ts");
        latest = field(header, "latest_ts_update");
        address = field(header, "saddr");
        port = header.layout().field("sport");
        nth = header.layout().field("nth");
        unrecordedPlace = nth.isEmpty() && Configuration.hasOneRequestPerConnection(header) ? 0 : -1;
    }

    /** One for each feature. */
    private LongColumn[] columns() {
        LongColumn[] columns = new LongColumn[features.size()];
        Arrays.setAll(columns, _ -> new LongColumn(space));
        return columns;
    }

    private static Layout.Field field(RecordingHeader header, String name) {
        return header.layout().field(name).orElseThrow(() -> new ReplayException(
                "recording " + header.label() + ": its datapoints have no field '" + name + "'"));
    }

    public void add(Document.Snapshot snapshot) {
        for (int entry = 0; entry < snapshot.entries(); entry++) {
            int row = row(snapshot, entry);
            if (changed(snapshot, entry, row)) {
                addPoint(snapshot, entry, row);
            }
        }
    }

    /** With many requests, a lookup in the hash table misses the cache: it is left for entries that come in another order. */
    private int row(Document.Snapshot snapshot, int entry) {
        long id = snapshot.requestId(entry);
        int row = previous < 0 ? -1 : followers.get(previous);
        if (row < 0 || ids.get(row) != id) {
            row = rows.getOrDefault(id, -1);
            row = row < 0 ? addRow(snapshot, entry, id) : row;
            if (previous >= 0) {
                followers.set(previous, row);
            }
        }
        previous = row;
        return row;
    }

    private int addRow(Document.Snapshot snapshot, int entry, long id) {
        rows.put(id, ids.size());
        ids.add(id);
        followers.add(-1);
        origins.add("");
        ports.add(0);
        places.add(unrecordedPlace);
        firstTs.add(snapshot.read(entry, first));
        lastTs.add(Long.MIN_VALUE);
        pointsOfRow.add(0);
        for (int feature = 0; feature < fields.length; feature++) {
            lastRaw[feature].add(0);
            carried[feature].add(0);
        }
        return ids.size() - 1;
    }

    /** A full snapshot repeats what did not change. */
    private boolean changed(Document.Snapshot snapshot, int entry, int row) {
        if (snapshot.read(entry, latest) != lastTs.get(row)) {
            return true;
        }
        for (int feature = 0; feature < fields.length; feature++) {
            if (snapshot.read(entry, fields[feature]) != lastRaw[feature].get(row)) {
                return true;
            }
        }
        return false;
    }

    private void addPoint(Document.Snapshot snapshot, int entry, int row) {
        if (origins.get(row).isEmpty()) {
            origins.set(row, origin(snapshot, entry));
            ports.set(row, port.map(field -> (int) snapshot.read(entry, field)).orElse(0));
        }
        if (nth.isPresent()) {
            places.set(row, Math.max(places.get(row), (int) snapshot.read(entry, nth.get())));
        }
        long ts = Math.max(snapshot.read(entry, latest), lastTs.get(row));
        lastTs.set(row, ts);
        for (int feature = 0; feature < fields.length; feature++) {
            points[feature].add(accumulate(feature, row, snapshot.read(entry, fields[feature])));
        }
        pointRow.add(row);
        pointTs.add(ts);
        pointSnapshot.add(snapshot.snapshot());
        pointsOfRow.set(row, pointsOfRow.get(row) + 1);
    }

    private String origin(Document.Snapshot snapshot, int entry) {
        Address key = new Address(snapshot.readLong(entry, address.offset()),
                snapshot.readLong(entry, address.offset() + Long.BYTES));
        return addresses.computeIfAbsent(key,
                _ -> OriginAddress.text(snapshot.value(entry).asSlice(address.offset(), OriginAddress.BYTES)));
    }

    /** A counter that goes down was reset: the request had left the map and came back. */
    private long accumulate(int feature, int row, long raw) {
        LongColumn last = lastRaw[feature];
        LongColumn carry = carried[feature];
        if (raw < last.get(row)) {
            carry.set(row, carry.get(row) + last.get(row));
        }
        last.set(row, raw);
        return carry.get(row) + raw;
    }

    /** How many requests that began after a time and until another (ns) have such an id. */
    public int began(long after, long until, LongPredicate wanted) {
        int count = 0;
        for (int row = 0; row < ids.size(); row++) {
            long ts = firstTs.get(row);
            count += ts > after && ts <= until && wanted.test(ids.get(row)) ? 1 : 0;
        }
        return count;
    }

    public boolean has(long id) {
        return rows.containsKey(id);
    }

    /** To build a table from, and continue adding to this one. */
    public RequestTableBuilder copy() {
        return after(Long.MIN_VALUE, Set.of());
    }

    /** @return one that knows only the requests that began after this time (ns) and are not among the excluded */
    public RequestTableBuilder after(long ts, Set<Long> excluded) {
        RequestTableBuilder kept = new RequestTableBuilder(header);
        int[] place = new int[ids.size()];
        for (int row = 0; row < place.length; row++) {
            place[row] = -1;
            if (firstTs.get(row) > ts && !excluded.contains(ids.get(row))) {
                place[row] = kept.copyRow(this, row);
            }
        }
        for (int point = 0; point < pointRow.size(); point++) {
            int row = place[(int) pointRow.get(point)];
            if (row >= 0) {
                kept.copyPoint(this, point, row);
            }
        }
        return kept;
    }

    private int copyRow(RequestTableBuilder source, int row) {
        int copy = ids.size();
        rows.put(source.ids.get(row), copy);
        ids.add(source.ids.get(row));
        followers.add(-1);
        origins.add(source.origins.get(row));
        ports.add(source.ports.get(row));
        places.add(source.places.get(row));
        firstTs.add(source.firstTs.get(row));
        lastTs.add(source.lastTs.get(row));
        pointsOfRow.add(0);
        for (int feature = 0; feature < fields.length; feature++) {
            lastRaw[feature].add(source.lastRaw[feature].get(row));
            carried[feature].add(source.carried[feature].get(row));
        }
        return copy;
    }

    private void copyPoint(RequestTableBuilder source, int point, int row) {
        pointRow.add(row);
        pointTs.add(source.pointTs.get(point));
        pointSnapshot.add(source.pointSnapshot.get(point));
        pointsOfRow.set(row, pointsOfRow.get(row) + 1);
        for (int feature = 0; feature < fields.length; feature++) {
            points[feature].add(source.points[feature].get(point));
        }
    }

    /** Once: the columns move into the table. */
    public RequestTable build() {
        freeWhatReadingNeeds();
        int[] start = new int[ids.size() + 1];
        for (int row = 0; row < ids.size(); row++) {
            start[row + 1] = start[row] + pointsOfRow.get(row);
        }
        int[] next = start.clone();
        LongColumn place = LongColumn.ofSize(pointRow.size(), space);
        for (int point = 0; point < pointRow.size(); point++) {
            place.set(point, next[(int) pointRow.get(point)]++);
        }
        pointRow.free();
        List<LongColumn> sorted = Arrays.stream(points).map(column -> column.scattered(place)).toList();
        RequestTable table = new RequestTable(List.copyOf(features), ids.toArray(), origins.toArray(String[]::new),
                firstTs, start, pointTs.scattered(place), pointSnapshot.scattered(place), sorted, ports.toArray(),
                places.toArray());
        place.free();
        return table;
    }

    private void freeWhatReadingNeeds() {
        lastTs.free();
        Arrays.stream(lastRaw).forEach(LongColumn::free);
        Arrays.stream(carried).forEach(LongColumn::free);
    }
}
