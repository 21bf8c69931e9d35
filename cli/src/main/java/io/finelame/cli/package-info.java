/**
 * How every command starts, shows its progress and fails. {@link io.finelame.cli.CommandErrors} runs a picocli command and turns its
 * exceptions into one line and an exit code; {@link io.finelame.cli.StandardOutput} notices when nobody reads the output any more.
 */
package io.finelame.cli;
