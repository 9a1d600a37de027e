package io.github.ylhcancel.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * Where callbacks are listened for, and by how many.
 *
 * @param behindProxy whether somebody said that a proxy stands in front, so that it need not be this machine only
 * @param trustedProxies who is believed that says on whose behalf it comes
 * @param workers that apply callbacks at the same time, each with a connection to the database
 */
public record ListenAccess(
        InetSocketAddress address, String path, boolean behindProxy, Set<InetAddress> trustedProxies, int workers) {}
