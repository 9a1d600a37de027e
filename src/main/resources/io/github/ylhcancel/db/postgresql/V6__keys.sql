-- The orders' keys in the tables of the first versions get the type that they have in the later ones. By way of a text, because no
-- number is cast to every type; that writes a table anew, so it is done only where the type is another.
DO $$
BEGIN
    IF '${key}' <> 'BIGINT' THEN
        ALTER TABLE ylh_cancellation ALTER COLUMN order_id TYPE ${key} USING CAST(CAST(order_id AS TEXT) AS ${key});
        ALTER TABLE ylh_sweep_failure ALTER COLUMN order_id TYPE ${key} USING CAST(CAST(order_id AS TEXT) AS ${key});
    END IF;
END
$$;
