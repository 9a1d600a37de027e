/** What the user has set, from where, checked once. */
package io.github.ylhcancel.config;
