/** Who else than YLH is told: events for a file and for a command of the shop's own. */
package io.github.ylhcancel.hooks;
