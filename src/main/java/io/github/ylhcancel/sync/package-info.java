/** Tells YLH what was decided: one delivery at a time, each step written down before the next. */
package io.github.ylhcancel.sync;
