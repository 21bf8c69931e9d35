package io.finelame.replay;

import io.finelame.record.Document;
import io.finelame.record.RecordingException;
import io.finelame.record.RecordingHeader;
import io.finelame.record.RecordingReader;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Trains models on a recording while it is made, on a thread of its own: it reads what the recorder has written, as replay
 * would, and so finds the model that replay would find.
 */
final class Trainer {
    private static final long POLL_MS = 20;
    private static final double EXTENSION_S = 1;

    /** What it has to tell. */
    sealed interface Message {
        record Trained(Model model, int cleaned) implements Message {}

        record Notice(String text) implements Message {}

        /** It has given up. */
        record Failed(Exception cause) implements Message {}
    }

    private final Path directory;
    private final ModelParameters parameters;
    private final double retrainEvery;
    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private final Set<Long> excluded = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "trainer");

    /** @param retrainEvery seconds; 0: it trains once */
    Trainer(Path directory, ModelParameters parameters, double retrainEvery) {
        this.directory = directory;
        this.parameters = parameters;
        this.retrainEvery = retrainEvery;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The next message, or null; from any thread. */
    Message poll() {
        return messages.poll();
    }

    /** Keeps a request out of later training: what was flagged must not become what is normal. From any thread. */
    void exclude(long requestId) {
        excluded.add(requestId);
    }

    private void run() {
        try (RecordingReader reader = RecordingReader.open(directory)) {
            train(reader);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RecordingException | RuntimeException e) {
            messages.add(new Message.Failed(e));
        }
    }

    private void train(RecordingReader reader) throws InterruptedException {
        RecordingHeader header = reader.header();
        RequestTableBuilder requests = new RequestTableBuilder(header);
        long start = header.clock().monotonicNs();
        double window = trainFirst(reader, requests, start);
        long end = start + nanoseconds(window);
        while (retrainEvery > 0) {
            end += nanoseconds(retrainEvery);
            readUntil(reader, requests, end);
            start = end - nanoseconds(window);
            requests = requests.after(start, excluded);
            try {
                offer(requests, start, parameters.withTrainTime(window));
            } catch (ReplayException notEnough) {
                messages.add(new Message.Notice("kept the model: " + notEnough.getMessage()));
            }
        }
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
                    messages.add(new Message.Notice("no model yet: " + TrainingSet.shortage(requests.copy().build(),
                            parameters) + "; going on collecting"));
                    said = true;
                }
                window += EXTENSION_S;
            }
        }
    }

    private void offer(RequestTableBuilder requests, long start, ModelParameters its) {
        TrainingSet training = TrainingSet.of(requests.copy().build(), start, its);
        messages.add(new Message.Trained(Model.train(training, its), training.cleaned()));
    }

    /** Up to the first whole snapshot after this time. */
    private static void readUntil(RecordingReader reader, RequestTableBuilder requests, long end)
            throws InterruptedException {
        while (true) {
            Document document = reader.next();
            if (document == null) {
                Thread.sleep(POLL_MS);
            } else if (document instanceof Document.Snapshot snapshot) {
                requests.add(snapshot);
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
