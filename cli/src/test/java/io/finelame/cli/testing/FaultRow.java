package io.finelame.cli.testing;

/** A row of benchmarks/faults.sh's table: {@code fault | tried | documents lost | altered | reader crashed | named}. */
public record FaultRow(String fault, int tried, long lost, long altered, long crashed, String named) {
    public void print() {
        System.out.printf("| %s | %,d | %,d | %,d | %,d | %s |%n", fault, tried, lost, altered, crashed, named);
    }
}
