/** How results look: as table, JSON, NDJSON or CSV, in English or Chinese, on a terminal or without one. Knows no command. */
package io.github.ylhcancel.output;
