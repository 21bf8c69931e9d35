package io.finelame.bpf.finelame;

/** The operations of request mappers; {@code enum operation} in finelame.h. */
public enum Operation {
    /** Starts a request and associates the object with it. */
    NEW,
    /** Associates the object with the thread's request. */
    PASS,
    PASS_AND_UNMAP,
    /** Maps the thread to the object's request. */
    MAP,
    /** Maps the thread to the request whose id is the argument. */
    MAP_ID,
    UNMAP;

    /**
     * The attach cookie, {@code COOKIE_*} in finelame.h.
     *
     * @param position of the argument, 1 to 5; 0 for the return value; an {@link Operand} is added to the cookie
     * @param idSize bytes of a request id, 4 or 8
     * @param paired whether the function's return ends the mapping
     * @param splits whether bytes received after a response start a new request
     * @param monitor a number that pairs a function's entry and return, below 65536
     */
    public long cookie(int position, int idSize, boolean paired, boolean splits, int monitor) {
        return ordinal() + 1 | ownCookie(position, idSize, paired, splits, monitor);
    }

    /** The operation of a mapper with this cookie. */
    public static Operation ofCookie(long cookie) {
        return values()[(int) (cookie & 0xff) - 1];
    }

    /** The argument's position of a mapper with this cookie, 1 to 5; 0 for the return value. */
    public static int positionOfCookie(long cookie) {
        return (int) (cookie >> 8 & 0xff);
    }

    /** The cookie of a request mapper of the user's own, which knows by itself what to do. */
    public static long ownCookie(int position, int idSize, boolean paired, boolean splits, int monitor) {
        return (long) position << 8 | (long) idSize << 16 | (paired ? 1L << 24 : 0)
                | (splits ? 1L << 25 : 0) | (long) (monitor & 0xffff) << 32;
    }
}
