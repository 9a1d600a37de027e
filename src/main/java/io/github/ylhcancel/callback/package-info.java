/** Takes what YLH says by itself: verifies it, writes it down, applies it. Whence the bytes come is somebody else's business. */
package io.github.ylhcancel.callback;
