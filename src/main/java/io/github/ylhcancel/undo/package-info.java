/** Use case: puts a wrongly cancelled order back. */
package io.github.ylhcancel.undo;
