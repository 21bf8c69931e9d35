package io.finelame.record.config;

/** Where a request ends on a connection that carries several (keep-alive). */
public enum RequestBoundary {
    /** Nowhere: all that a connection carries is one request, as in FineLame. */
    CONNECTION,
    /** Bytes that are received after bytes were sent belong to the next request. */
    RESPONSE
}
