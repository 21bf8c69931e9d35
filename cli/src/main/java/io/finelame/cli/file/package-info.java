/**
 * Files that users write and commands read, and files that commands write. Problems are reported with file, line and key:
 * {@link io.finelame.cli.file.YamlFile} and {@link io.finelame.cli.file.YamlMapping} for YAML,
 * {@link io.finelame.cli.file.JsonProblem} for JSON. {@link io.finelame.cli.file.OutputFile} writes a file completely or not at all.
 */
package io.finelame.cli.file;
