/**
 * The model types that come with Finelame, one class each, named {@code NameKind}, with their parts. Each is registered in
 * {@code META-INF/services}, and nothing refers to one by its class.
 */
package io.finelame.replay.anomaly.kinds;
