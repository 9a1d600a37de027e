/** Makes a database ready: the shop's tables where there are none, the tool's own, and orders to try the program on. */
package io.github.ylhcancel.setup;
