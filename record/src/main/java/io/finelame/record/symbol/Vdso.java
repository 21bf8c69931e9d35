package io.finelame.record.symbol;

import io.finelame.bpf.elf.ElfSymbols;
import io.finelame.record.machine.CallerRights;
import io.finelame.record.symbol.MemoryMap.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** The functions that the kernel maps into each process, vdso(7). They are read from this process: all 64-bit ones have the same. */
final class Vdso {
    private static final int LARGEST = 1 << 20;

    static final Vdso OWN = new Vdso();

    private final ElfSymbols symbols = read();

    private static ElfSymbols read() {
        try (CallerRights.Raised _ = CallerRights.raise()) {
            Path self = Path.of("/proc/self");
            Optional<Mapping> own = MemoryMap.read(self).vdso().filter(m -> m.end() - m.start() <= LARGEST);
            return own.isEmpty() ? ElfSymbols.none() : ElfSymbols.of(content(self, own.get()));
        } catch (IOException outOfReach) {
            return ElfSymbols.none();
        }
    }

    private static byte[] content(Path self, Mapping mapping) throws IOException {
        try (FileChannel memory = FileChannel.open(self.resolve("mem"))) {
            ByteBuffer image = ByteBuffer.allocate((int) (mapping.end() - mapping.start()));
            while (image.hasRemaining() && memory.read(image, mapping.start() + image.position()) > 0) {
            }
            return image.array();
        }
    }

    Optional<String> functionAt(long offset) {
        return symbols.functionAt(offset);
    }
}
