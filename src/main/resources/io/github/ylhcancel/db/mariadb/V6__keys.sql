-- The orders' keys in the tables of the first versions get the type that they have in the later ones.
ALTER TABLE ylh_cancellation MODIFY order_id ${key} NOT NULL;
ALTER TABLE ylh_sweep_failure MODIFY order_id ${key} NOT NULL;
