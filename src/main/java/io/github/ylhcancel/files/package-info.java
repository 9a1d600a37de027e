/** How files are opened: what decides or is secret only where nobody else could change it, what is new for its owner alone. */
package io.github.ylhcancel.files;
