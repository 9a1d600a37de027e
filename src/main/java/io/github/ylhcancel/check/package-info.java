/** Use case: the specification's table of alerts, evaluated. */
package io.github.ylhcancel.check;
