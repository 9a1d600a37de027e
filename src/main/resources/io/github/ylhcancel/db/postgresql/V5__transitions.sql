-- What the tool changed: a row for each order and direction, written in the transaction that did it. Everything else that is to be
-- known of it, such as what YLH is told and what stock came back, refers to it. Times are UTC.
CREATE TABLE ylh_transition (
    order_key       ${key}       NOT NULL,
    -- 1 for an order's first cancellation; 2 and more only after the one before was taken back
    cancellation_no INTEGER      NOT NULL,
    -- cancel, compensate or undo
    kind            VARCHAR(10)  NOT NULL,
    order_number    VARCHAR(255) NOT NULL,
    so_id           VARCHAR(255),
    from_status     VARCHAR(100) NOT NULL,
    to_status       VARCHAR(100) NOT NULL,
    reason          VARCHAR(200) NOT NULL,
    -- as it stands in the shop's history
    note            VARCHAR(1000) NOT NULL,
    operator        VARCHAR(64)  NOT NULL,
    source_system   VARCHAR(64),
    -- the moment that YLH is told, or would be if it knew the order
    cancel_time     TIMESTAMP(3) NOT NULL,
    -- whether the order had been paid for: succeeded, none or unknown
    money           VARCHAR(9)   NOT NULL,
    -- which transaction of which run wrote it
    run_id          VARCHAR(40)  NOT NULL,
    worker          INTEGER      NOT NULL,
    step            INTEGER      NOT NULL,
    created_at      TIMESTAMP(6) NOT NULL,
    PRIMARY KEY (order_key, cancellation_no, kind)
);
CREATE INDEX ylh_transition_step ON ylh_transition (run_id, worker, step);
CREATE INDEX ylh_transition_created_at ON ylh_transition (created_at);

-- Which stock each line of an order gave back: the key makes it impossible that one line does so twice for one cancellation.
CREATE TABLE ylh_stock_ledger (
    order_key       ${key}       NOT NULL,
    -- item: an item of the order, by its key; order: the product that the order itself names, by the order's key
    line_kind       VARCHAR(5)   NOT NULL,
    line_key        ${key}       NOT NULL,
    cancellation_no INTEGER      NOT NULL,
    -- release: it went back; take: it was taken again
    direction       VARCHAR(7)   NOT NULL,
    product_key     ${key}       NOT NULL,
    -- whose stock it is: product or sku, by its key
    stock_kind      VARCHAR(7)   NOT NULL,
    stock_key       ${key}       NOT NULL,
    -- empty where a shop has one stock for all its warehouses
    location        VARCHAR(64)  NOT NULL,
    -- stock or reserved
    stock_column    VARCHAR(8)   NOT NULL,
    quantity        INTEGER      NOT NULL,
    -- what was taken off the product's count of sales
    sold            INTEGER      NOT NULL,
    created_at      TIMESTAMP(6) NOT NULL,
    PRIMARY KEY (order_key, line_kind, line_key, cancellation_no, direction)
);

-- What each stock row of a family of orders has got back so far.
CREATE TABLE ylh_family_release (
    family_key   ${key}       NOT NULL,
    stock_kind   VARCHAR(7)  NOT NULL,
    stock_key    ${key}       NOT NULL,
    location     VARCHAR(64) NOT NULL,
    stock_column VARCHAR(8)  NOT NULL,
    released     INTEGER     NOT NULL,
    PRIMARY KEY (family_key, stock_kind, stock_key, location, stock_column)
);

INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note, operator,
                            source_system, cancel_time, money, run_id, worker, step, created_at)
SELECT order_id, cycle, 'cancel', order_number, so_id, from_status, 'cancelled', cancel_reason, cancel_reason, operator,
       source_system, cancel_time, 'unknown', COALESCE(run_id, ''), 0, 0, created_at
  FROM ylh_cancellation;

-- Of orders that YLH does not know only the stock that came back was written down.
INSERT INTO ylh_transition (order_key, cancellation_no, kind, order_number, so_id, from_status, to_status, reason, note, operator,
                            source_system, cancel_time, money, run_id, worker, step, created_at)
SELECT r.order_id, r.cycle, 'cancel', '', NULL, '', 'cancelled', '', '', '', NULL, MIN(r.released_at), 'unknown', '', 0, 0,
       MIN(r.released_at)
  FROM ylh_stock_release r
 WHERE NOT EXISTS (SELECT 1 FROM ylh_cancellation c WHERE c.order_id = r.order_id AND c.cycle = r.cycle)
 GROUP BY r.order_id, r.cycle;

INSERT INTO ylh_stock_ledger (order_key, line_kind, line_key, cancellation_no, direction, product_key, stock_kind, stock_key,
                              location, stock_column, quantity, sold, created_at)
SELECT order_id, CASE WHEN line_id = 0 THEN 'order' ELSE 'item' END, CASE WHEN line_id = 0 THEN order_id ELSE line_id END, cycle,
       'release', product_id, CASE WHEN sku_id IS NULL THEN 'product' ELSE 'sku' END, COALESCE(sku_id, product_id), '', 'stock',
       quantity, 0, released_at
  FROM ylh_stock_release;

INSERT INTO ylh_family_release (family_key, stock_kind, stock_key, location, stock_column, released)
SELECT family_id, CASE WHEN sku_id = 0 THEN 'product' ELSE 'sku' END, CASE WHEN sku_id = 0 THEN product_id ELSE sku_id END, '',
       'stock', SUM(released)
  FROM ylh_family_stock
 GROUP BY family_id, CASE WHEN sku_id = 0 THEN 'product' ELSE 'sku' END, CASE WHEN sku_id = 0 THEN product_id ELSE sku_id END;

DROP TABLE ylh_stock_release;
DROP TABLE ylh_family_stock;
ALTER TABLE ylh_cancellation RENAME COLUMN cycle TO cancellation_no;
CREATE INDEX ylh_cancellation_run_id ON ylh_cancellation (run_id);
