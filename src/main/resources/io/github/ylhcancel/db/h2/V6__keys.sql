-- The orders' keys in the tables of the first versions get the type that they have in the later ones.
ALTER TABLE ylh_cancellation ALTER COLUMN order_id SET DATA TYPE ${key};
ALTER TABLE ylh_sweep_failure ALTER COLUMN order_id SET DATA TYPE ${key};
