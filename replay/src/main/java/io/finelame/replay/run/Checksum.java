package io.finelame.replay.run;

import io.finelame.cli.file.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** SHA-256 of what a result rests on, in hexadecimal. */
public final class Checksum {
    private Checksum() {}

    /** Begins with the checksum of a recording on a thread of its own, for {@link #await}. */
    public static FutureTask<String> begin(Path recording) {
        FutureTask<String> checksum = new FutureTask<>(() -> ofRecording(recording));
        Thread.ofPlatform().daemon().name("checksum").start(checksum);
        return checksum;
    }

    static String await(Future<String> checksum) throws IOException {
        try {
            return checksum.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    /** The checksum of a recording's queue files, one after the other. */
    public static String ofRecording(Path directory) throws IOException {
        return of(InputFile.ofRecording(directory));
    }

    static String of(Path file) throws IOException {
        return of(List.of(file));
    }

    private static String of(List<Path> files) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
