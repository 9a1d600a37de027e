package io.github.ylhcancel.http;

/** A request that has come completely. */
public record Request(Head head, byte[] body) {}
