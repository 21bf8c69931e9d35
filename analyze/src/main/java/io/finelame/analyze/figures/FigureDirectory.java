package io.finelame.analyze.figures;

import io.finelame.analyze.chart.Figure;
import io.finelame.cli.file.OutputFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where figures go. Files of the same names are replaced, others are left alone. */
public final class FigureDirectory {

    private final Path directory;

    private FigureDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes the directory if need be.
     *
     * @throws IOException
     *             if it can't be made or written
     */
    public static FigureDirectory open(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (!Files.isWritable(directory)) {
            throw new AccessDeniedException(directory.toString());
        }
        return new FigureDirectory(directory);
    }

    /** @param name of the files, without the extension */
    public void write(String name, Figure figure) throws IOException {
        System.setProperty("java.awt.headless", "true");
        figure.data().get().write(directory.resolve(name + ".csv"));
        FigureDrawing drawing = new FigureDrawing(name, figure);
        for (FigureFormat format : FigureFormat.values()) {
            OutputFile.write(directory.resolve(name + "." + format.extension()),
                    out -> format.write(drawing, out));
        }
    }
}
