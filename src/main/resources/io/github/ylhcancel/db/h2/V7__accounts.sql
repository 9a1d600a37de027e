-- Whom at YLH a request is for: user@host and a digest that tells apart whose names are alike. Null: decided before this column was there,
-- or without YLH's settings; whoever delivers takes it.
ALTER TABLE ylh_cancellation ADD COLUMN account VARCHAR(160);
