package io.finelame.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The standard output of this process. Whatever prints to {@link System#out} after {@link #install} gets a {@link Failure}
 * if it can't be written: {@link PrintStream} and {@link java.io.PrintWriter} would swallow an {@link IOException}.
 */
public final class StandardOutput extends OutputStream {
    private static final int BUFFER_BYTES = 8192;

    private final FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();
    private boolean failed;

    private StandardOutput() {}

    /** Standard output takes nothing more. */
    public static final class Failure extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        private final boolean closed;

        private Failure(IOException cause, boolean closed) {
            super("standard output: " + cause.getMessage(), cause);
            this.closed = closed;
        }

        /** Whether its reader closed it, as {@code head} does once it has its lines: nothing to report to the user. */
        public boolean isClosed() {
            return closed;
        }
    }

    /** Makes it {@link System#out}, in the encoding that this has. */
    public static void install() {
        System.setOut(new PrintStream(new BufferedOutputStream(new StandardOutput(), BUFFER_BYTES), true,
                System.out.charset()));
    }

    /** @throws Failure if its reader has closed it, even if nothing was written since */
    public static void requireReader() {
        if (FileDescriptors.isHungUp(FileDescriptors.STANDARD_OUTPUT)) {
            throw new Failure(new IOException("closed by its reader"), true);
        }
    }

    @Override
    public void write(int value) {
        write(new byte[]{(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failed) {
            // Reported already: what is left in buffers comes as they are flushed.
            return;
        }
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (left.hasRemaining()) {
                // A server that was started by this command may have made the pipe that they share non-blocking.
                if (channel.write(left) == 0) {
                    FileDescriptors.awaitWritable(FileDescriptors.STANDARD_OUTPUT);
                }
            }
        } catch (IOException e) {
            failed = true;
            // The text of EPIPE depends on the locale.
            throw new Failure(e, FileDescriptors.isHungUp(FileDescriptors.STANDARD_OUTPUT));
        }
    }
}
