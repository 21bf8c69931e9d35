package io.finelame.bpf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.List;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** What this process executes; execv(3). */
public final class ProcessImage {
    private ProcessImage() {}

    /**
     * Executes another program in place of this one: the process id, open files that are inherited and the environment stay,
     * the calling thread's privileges become the process's.
     *
     * @param arguments the program's name first, each as the bytes that the kernel has of it
     * @throws IOException if it can't be executed; else this doesn't return
     */
    public static void replace(String program, List<byte[]> arguments) throws IOException {
        StructLayout state = Linker.Option.captureStateLayout();
        VarHandle errno = state.varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));
        MethodHandle execv = CLibrary.LINKER.downcallHandle(CLibrary.LINKER.defaultLookup().findOrThrow("execv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointers = arena.allocate(ADDRESS, arguments.size() + 1L);
            for (int i = 0; i < arguments.size(); i++) {
                MemorySegment terminated = arena.allocate(arguments.get(i).length + 1L);
                terminated.copyFrom(MemorySegment.ofArray(arguments.get(i)));
                pointers.setAtIndex(ADDRESS, i, terminated);
            }
            MemorySegment captured = arena.allocate(state);
            execv.invokeWithArguments(captured, arena.allocateFrom(program), pointers);
            throw new IOException(program + ": execv failed with errno " + (int) errno.get(captured, 0L));
        } catch (IOException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
