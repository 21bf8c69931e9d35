package io.finelame.record.table;

/** A column of a table that is written for other tools. Its values may be null. */
public record TableColumn(String name, Type type) {
    /** What a column's values are in Java. */
    public enum Type {
        /** {@link String} */
        STRING,
        /** {@link Long} */
        SIGNED,
        /** {@link Long}, read as u64 */
        UNSIGNED,
        /** {@link Double} */
        DOUBLE
    }

    public static TableColumn string(String name) {
        return new TableColumn(name, Type.STRING);
    }

    public static TableColumn signed(String name) {
        return new TableColumn(name, Type.SIGNED);
    }

    public static TableColumn unsigned(String name) {
        return new TableColumn(name, Type.UNSIGNED);
    }

    public static TableColumn real(String name) {
        return new TableColumn(name, Type.DOUBLE);
    }
}
