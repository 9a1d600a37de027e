-- A journal names what YLH was sent by its so-id.
CREATE INDEX ylh_cancellation_so_id ON ylh_cancellation (so_id);

-- What of "released" was brought back by orders whose rows in the ledger are pruned.
ALTER TABLE ylh_family_release ADD COLUMN pruned INTEGER DEFAULT 0 NOT NULL;

-- Disagreements are looked for order by order among the deliveries in one state, and among the callbacks with one effect.
CREATE INDEX ylh_cancellation_state_order ON ylh_cancellation (state, order_id);
CREATE INDEX ylh_callback_effect ON ylh_callback (effect, order_key);
