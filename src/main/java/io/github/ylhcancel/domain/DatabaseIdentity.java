package io.github.ylhcancel.domain;

/**
 * Which database something was decided on.
 *
 * @param fingerprint differs between two databases, also between one and its copy on another server
 * @param address for people; says where it is, and neither user nor password
 */
public record DatabaseIdentity(String fingerprint, String address) {
    @Override
    public String toString() {
        return fingerprint + " (" + address + ")";
    }
}
