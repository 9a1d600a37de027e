/**
 * The mapping to a shop's tables: what may be said, the presets, the templates that statements are rendered from, and whether it fits a
 * database.
 */
package io.github.ylhcancel.schema;
