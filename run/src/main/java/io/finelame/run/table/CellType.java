package io.finelame.run.table;

/** How a column's cells are read. */
public enum CellType {
    /** A request's number, unsigned 64 bits. */
    ID,
    TEXT,
    WHOLE,
    /** Computed with as a double. */
    REAL
}
