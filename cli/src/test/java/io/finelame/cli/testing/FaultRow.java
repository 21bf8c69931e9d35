package io.finelame.cli.testing;

/**
 * A row of benchmarks/faults.sh's table. What was read altered, or ended the reader, is not in it: it fails the test.
 *
 * @param lost documents
 * @param named what the reader or the recorder says of it
 */
public record FaultRow(String fault, int tried, long lost, String named) {
    public void print() {
        System.out.printf("| %s | %,d | %,d | %s |%n", fault, tried, lost, named);
    }
}
