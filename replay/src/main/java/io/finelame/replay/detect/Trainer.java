package io.finelame.replay.detect;

import io.finelame.record.summary.RequestFacts;
import io.finelame.recording.Document;
import io.finelame.recording.RecordingHeader;
import io.finelame.recording.RecordingReader;
import io.finelame.replay.evaluate.TrainingNotes;
import io.finelame.replay.model.Model;
import io.finelame.replay.model.TrainedModel;
import io.finelame.replay.requests.LeftOut;
import io.finelame.replay.requests.ReplayException;
import io.finelame.replay.requests.RequestTable;
import io.finelame.replay.requests.RequestTableBuilder;
import io.finelame.replay.training.ModelParameters;
import io.finelame.replay.training.TrainingSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Trains models on a recording while it is made, on a thread of its own: it reads what the recorder has written, as replay
 * would, and so finds the model that replay would find.
 */
public final class Trainer {
    private static final long POLL_MS = 20;
    private static final double EXTENSION_S = 1;

    /** Its messages and models, for the recorder's thread. */
    public sealed interface Message {
        /** @param notes what the user should know of it */
        record Trained(Model model, int cleaned, List<String> notes) implements Message {}

        record Notice(String text) implements Message {}

        /** It has given up. */
        record Failed(Exception cause) implements Message {}
    }

    private final Path directory;
    private final ModelParameters parameters;
    private final Retraining retraining;
    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private final Set<Long> flagged = ConcurrentHashMap.newKeySet();
    private RecordingHeader header;
    private RequestFacts facts;
    private final Thread thread = new Thread(this::run, "trainer");

    public Trainer(Path directory, ModelParameters parameters, Retraining retraining) {
        this.directory = directory;
        this.parameters = parameters;
        this.retraining = retraining;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** The next message, or null; from any thread. */
    public Message poll() {
        return messages.poll();
    }

    /** What was flagged must not become what is normal, unless models have to agree. From any thread. */
    void flagged(long requestId) {
        flagged.add(requestId);
    }

    private void run() {
        try (RecordingReader reader = RecordingReader.open(directory)) {
            train(reader);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            messages.add(new Message.Failed(e));
        }
    }

    private void train(RecordingReader reader) throws InterruptedException {
        header = reader.header();
        facts = new RequestFacts(header);
        RequestTableBuilder requests = new RequestTableBuilder(header);
        long start = header.clock().monotonicNs();
        double window = trainFirst(reader, requests, start);
        long end = start + nanoseconds(window);
        Drift drift = new Drift(retraining.every());
        while (retraining.every() > 0) {
            long begin = end;
            end += nanoseconds(retraining.every());
            readUntil(reader, requests, end);
            drift.add(requests.began(begin, end, _ -> true), requests.began(begin, end, flagged::contains));
            drift.notice(retraining.adoptAfter()).ifPresent(notice -> messages.add(new Message.Notice(notice)));
            requests = requests.after(end - nanoseconds(window), Set.of());
            facts.keep(requests::has);
            retrain(requests, end, window, drift);
        }
    }

    /** Trains on requests that weren't flagged, or on all if most have been flagged for enough windows. */
    private void retrain(RequestTableBuilder requests, long end, double window, Drift drift) {
        boolean adopt = retraining.adoptAfter() > 0 && drift.windows() >= retraining.adoptAfter();
        double seconds = adopt ? Math.min(window, drift.windows() * retraining.every()) : window;
        long start = end - nanoseconds(seconds);
        try {
            offer(requests.after(start, adopt || retraining.learnsFlagged() ? Set.of() : flagged), start,
                    parameters.withoutWarmUp().withTrainTime(seconds));
            if (adopt) {
                messages.add(new Message.Notice(drift.adopted()));
                drift.reset();
            }
        } catch (ReplayException notEnough) {
            messages.add(new Message.Notice("kept the model: " + leftOver(requests, start, end, seconds)));
        }
    }

    private String leftOver(RequestTableBuilder requests, long start, long end, double seconds) {
        if (retraining.learnsFlagged()) {
            return String.format(Locale.ROOT,
                    "%,d requests began in the last %s s, which are too few different ones for k = %d",
                    requests.began(start, end, _ -> true), seconds, parameters.k());
        }
        return String.format(Locale.ROOT,
                "%,d requests began in the last %s s, of which %,d were flagged and are left out; the others are too few"
                        + " different ones for k = %d",
                requests.began(start, end, _ -> true), seconds, requests.began(start, end, flagged::contains),
                parameters.k());
    }

    /** @return the train time, seconds: longer than asked for where there were too few requests */
    private double trainFirst(RecordingReader reader, RequestTableBuilder requests, long start)
            throws InterruptedException {
        double window = parameters.trainTime();
        boolean said = false;
        while (true) {
            readUntil(reader, requests, start + nanoseconds(window));
            try {
                offer(requests, start, parameters.withTrainTime(window));
                return window;
            } catch (ReplayException notEnough) {
                if (!said) {
                    messages.add(new Message.Notice("no model yet: " + TrainingSet.shortage(rest(requests), parameters)
                            + "; still collecting"));
                    said = true;
                }
                window += EXTENSION_S;
            }
        }
    }

    private void offer(RequestTableBuilder requests, long start, ModelParameters its) {
        TrainedModel trained = TrainedModel.of(TrainingSet.of(rest(requests), start, its), its);
        TrainingNotes notes = new TrainingNotes(trained.training(), trained.model());
        messages.add(new Message.Trained(trained.model(), trained.training().cleaned(), Stream
                .concat(notes.setAside(its).stream(), notes.warnings(TrainingNotes.DEFAULT_RATIO).stream()).toList()));
    }

    /** Without what is left out, as far as it is known by now. */
    private RequestTable rest(RequestTableBuilder requests) {
        return LeftOut.of(requests.copy().build(), facts, header, parameters.options().leaveOut()).rest();
    }

    /** Up to the first whole snapshot after this time. */
    private void readUntil(RecordingReader reader, RequestTableBuilder requests, long end)
            throws InterruptedException {
        while (true) {
            Document document = reader.next();
            if (document == null) {
                Thread.sleep(POLL_MS);
            } else if (document instanceof Document.Snapshot snapshot) {
                requests.add(snapshot);
                if (!parameters.options().leaveOut().isEmpty()) {
                    facts.add(snapshot);
                }
                if (snapshot.monotonicNs() > end && snapshot.part() == snapshot.parts() - 1) {
                    return;
                }
            }
        }
    }

    private static long nanoseconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    /** It ends soon; a training that has begun is finished in vain. */
    void stop() {
        thread.interrupt();
    }
}
