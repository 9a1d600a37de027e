/** {@code ylh doctor}: every step of the specification's trouble-shooting, done, with what to do about what was found. */
package io.github.ylhcancel.doctor;
