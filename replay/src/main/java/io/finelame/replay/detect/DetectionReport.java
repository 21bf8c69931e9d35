package io.finelame.replay.detect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.finelame.bpf.finelame.Detection;
import io.finelame.cli.text.OneLine;
import io.finelame.cli.text.PrintedJson;
import io.finelame.recording.OriginAddress;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.StackFrame;
import io.finelame.replay.model.Model;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A detection as its user reads it: a line on the terminal, and one of detections.jsonl.
 *
 * @param time of the update that made the request an outlier, ISO 8601 in UTC; {@code detectionTs} the same on
 *        CLOCK_MONOTONIC, ns
 * @param reportedTs when it was reported, CLOCK_MONOTONIC ns
 * @param feature the counter of that update
 * @param excess score over threshold of the cluster that is closest to accepting the request; above 1
 * @param score distance to that cluster, {@code threshold} the cluster's
 * @param detectionCputime ns used by then
 * @param model its generation
 * @param function in which the request was seen most often by then; null if its stack was not sampled
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record DetectionReport(String time, String reqId, String originIp, int originPort, String feature, double excess,
        long score, long threshold, long detectionTs, long detectionCputime, long reportedTs, int model,
        @JsonInclude(JsonInclude.Include.NON_NULL) String function) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** @param hottest the frame that the request was seen in most often */
    static DetectionReport of(Detection detection, long reportedTs, RecordingHeader.ClockPair clock, Model model,
            Optional<StackFrame> hottest) {
        long[] distances = Arrays.copyOf(detection.distances(), model.k());
        int nearest = model.fixedPoint().nearest(distances);
        long realtime = clock.realtimeNs() + detection.ts() - clock.monotonicNs();
        return new DetectionReport(Instant.ofEpochSecond(0, realtime).toString(),
                Long.toUnsignedString(detection.requestId()),
                OriginAddress.text(MemorySegment.ofArray(detection.address())), detection.port(),
                detection.feature().name(), model.fixedPoint().excess(distances), distances[nearest],
                model.thresholds()[nearest], detection.ts(), detection.cputime(), reportedTs, detection.generation(),
                hottest.map(StackFrame::function).orElse(null));
    }

    String line() {
        String clock = CLOCK.format(Instant.parse(time).atZone(ZoneId.systemDefault()));
        String origin = originIp.isEmpty() ? "unknown origin" : address() + ":" + originPort;
        return String.format(Locale.ROOT, "%s  request %-8s %-21s  %-15s %7.2f x threshold  %,9.1f ms of CPU%s", clock,
                reqId, origin, feature, excess, detectionCputime / 1e6,
                function == null ? "" : " in " + OneLine.of(function));
    }

    private String address() {
        return originIp.contains(":") ? "[" + originIp + "]" : originIp;
    }

    String json() throws JsonProcessingException {
        return PrintedJson.MAPPER.writeValueAsString(this);
    }
}
