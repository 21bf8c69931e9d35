package io.finelame.bpf.finelame;

/**
 * How an allocation function is called, and how it reports that it failed: the attach cookie of a memory monitor,
 * {@code COOKIE_*} in finelame.h.
 *
 * @param size position of the argument that holds the bytes, 1 to 5; 0: the register of return values, where Go passes its
 *            first argument
 * @param count position of the argument that they are multiplied by; 0: none
 */
public record Allocation(int size, int count, Failure failure) {
    /** {@code enum allocation_result} in finelame.h. */
    public enum Failure {
        /** It doesn't, or in a way that can't be read: the requested bytes count at entry. */
        UNTOLD,
        /** It returns NULL. */
        NULL,
        /** It returns an error number. */
        STATUS,
        /** It throws an exception, which a return probe would make fatal. */
        THROWN,
        /** It doesn't, and is part of a pool: the requested bytes count at entry, and not what the pool is made of. */
        POOLED
    }

    public static Allocation returnsPointer(int size, int count) {
        return new Allocation(size, count, Failure.NULL);
    }

    /** The same arguments, with another way of reporting failure. */
    public Allocation failing(Failure other) {
        return new Allocation(size, count, other);
    }

    /** Whether the function is probed where it returns, beside where it is entered. */
    public boolean isProbedAtReturn() {
        return failure == Failure.NULL || failure == Failure.STATUS;
    }

    /** @param monitor a number below {@link FinelameObject#MAX_ALLOCATION_MONITORS}, to count its calls by */
    long cookie(int monitor) {
        return size | (long) count << 8 | (long) failure.ordinal() << 16 | (long) monitor << 32;
    }
}
