/**
 * {@code finelame record}. The packages below are in the order in which recording goes: {@code config} reads what is wanted,
 * {@code target} finds the server's processes, {@code probe} finds out what can be attached, and {@code capture} attaches, reads the
 * kernel's maps and writes the recording. {@code doctor} and {@code inspect} are commands of their own.
 */
package io.finelame.record;
