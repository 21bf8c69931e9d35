/**
 * {@code record --trace}: {@link io.finelame.record.trace.TracePrinter} prints which function mapped which thread to which request, and
 * each update that a request was charged with, to find out why a request mapper doesn't map what it should.
 */
package io.finelame.record.trace;
