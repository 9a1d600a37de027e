package io.github.ylhcancel.plan;

/** How many orders a plan cancels, and how many units of stock that gives back. */
public record PlanTotals(long orders, long units) {
    static final PlanTotals NONE = new PlanTotals(0, 0);

    PlanTotals plus(PlannedOrder order) {
        return new PlanTotals(orders + 1, Math.addExact(units, order.units()));
    }
}
