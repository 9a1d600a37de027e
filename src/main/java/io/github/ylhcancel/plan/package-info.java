/**
 * A cancellation in three steps: a dry run writes a plan, a person reviews it, and {@code cancel --plan} does that and nothing else.
 */
package io.github.ylhcancel.plan;
