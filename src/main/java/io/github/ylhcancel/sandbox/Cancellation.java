package io.github.ylhcancel.sandbox;

/**
 * What the sandbox holds for one {@code soId}.
 *
 * @param held how many cancellations are in force: 0 or 1 while the sandbox is idempotent
 * @param requests how many cancel requests named this {@code soId}, whatever they were answered
 * @param different whether any two of these requests differed in their bytes
 */
public record Cancellation(String soId, int held, int requests, boolean different) {}
