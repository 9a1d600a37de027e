-- What a family of orders has got back so far. A mixed order is stored as a main order and its children with the same items, while
-- its stock was taken once: each stock row of a family comes back once, whichever member is cancelled first.
CREATE TABLE ylh_family_stock (
    family_id  BIGINT  NOT NULL,
    product_id BIGINT  NOT NULL,
    -- 0: the product's own stock
    sku_id     BIGINT  NOT NULL,
    released   INTEGER NOT NULL,
    PRIMARY KEY (family_id, product_id, sku_id)
);

-- Orders that a sweep could not cancel, and why. Each later sweep tries them alone, so that they do not break up its chunks. Times
-- are UTC.
CREATE TABLE ylh_sweep_failure (
    order_id        BIGINT       NOT NULL PRIMARY KEY,
    order_number    VARCHAR(100) NOT NULL,
    cause           VARCHAR(500) NOT NULL,
    failures        INTEGER      NOT NULL,
    first_failed_at TIMESTAMP(6) NOT NULL,
    last_failed_at  TIMESTAMP(6) NOT NULL,
    run_id          VARCHAR(40)  NOT NULL
);
CREATE INDEX ylh_sweep_failure_last ON ylh_sweep_failure (last_failed_at, order_id);

-- One row: which database this is, so that a plan made for one is not carried out on another.
CREATE TABLE ylh_database (
    id         VARCHAR(36)  NOT NULL PRIMARY KEY,
    created_at TIMESTAMP(6) NOT NULL
);
INSERT INTO ylh_database (id, created_at)
VALUES (gen_random_uuid()::text, CURRENT_TIMESTAMP AT TIME ZONE 'UTC');
