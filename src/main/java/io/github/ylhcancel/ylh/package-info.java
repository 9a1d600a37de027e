/**
 * YLH over HTTP: the token, the cancel call, and what its answers and failures mean. Knows nothing of the database; every
 * exchange is reported to the caller, who writes the audit.
 */
package io.github.ylhcancel.ylh;
