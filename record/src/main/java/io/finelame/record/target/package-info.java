/**
 * The server that is recorded: which processes belong to it (by executable, pid, container, or because this command started it), which
 * files it sees, which runtimes it has, and what the user should know about them. {@link io.finelame.record.target.Server} is what the
 * command line chose; {@link io.finelame.record.target.TargetTracker} follows its processes while they come and go.
 */
package io.finelame.record.target;
