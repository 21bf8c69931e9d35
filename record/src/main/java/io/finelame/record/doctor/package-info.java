/**
 * {@code finelame doctor}: what this machine can attach, and what a configuration needs. It tries by loading and attaching, not by
 * version numbers. Each check makes {@link io.finelame.record.doctor.Finding}s.
 */
package io.finelame.record.doctor;
