-- A journal names what YLH was sent by its so-id.
CREATE INDEX ylh_cancellation_so_id ON ylh_cancellation (so_id);
