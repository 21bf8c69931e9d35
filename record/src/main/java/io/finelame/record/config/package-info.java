/**
 * What to record and which model to train, as the configuration file ({@code fl_cfg.yml}) and the command line say it.
 * {@link io.finelame.record.config.Configuration} is the result, {@link io.finelame.record.config.ConfigurationReader} reads and
 * checks it, and {@link io.finelame.record.config.ProbeFunction} lists the monitors that a configuration can name.
 */
package io.finelame.record.config;
