/** JSON as this program writes it. */
package io.github.ylhcancel.json;
