/**
 * The machine that records, and what this process may do there: kernel, CPUs, /proc, capabilities, and the user who called sudo.
 */
package io.finelame.record.machine;
