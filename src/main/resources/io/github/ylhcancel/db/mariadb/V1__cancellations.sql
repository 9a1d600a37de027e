-- What YLH has to be told, and how far that has come. Times are UTC.
CREATE TABLE ylh_cancellation (
    id              BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_id        BIGINT       NOT NULL,
    -- 1 for an order's first cancellation; 2 and more only after YLH refused the one before
    cycle           INTEGER      NOT NULL,
    order_number    VARCHAR(100) NOT NULL,
    -- the request as it was decided; every attempt sends these four values unchanged
    so_id           VARCHAR(100) NOT NULL,
    cancel_reason   VARCHAR(200) NOT NULL,
    source_system   VARCHAR(64)  NOT NULL,
    cancel_time     DATETIME(3)  NOT NULL,
    from_status     VARCHAR(20)  NOT NULL,
    operator        VARCHAR(64)  NOT NULL,
    state           VARCHAR(16)  NOT NULL,
    attempts        INTEGER      NOT NULL,
    -- null: nothing more is tried without a person's word
    next_attempt_at DATETIME(6),
    lease_owner     VARCHAR(100),
    lease_until     DATETIME(6),
    maybe_applied   BOOLEAN      NOT NULL,
    last_error      VARCHAR(500),
    created_at      DATETIME(6)  NOT NULL,
    updated_at      DATETIME(6)  NOT NULL,
    UNIQUE (order_id, cycle)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ylh_cancellation_due ON ylh_cancellation (next_attempt_at, id);
CREATE INDEX ylh_cancellation_state ON ylh_cancellation (state, updated_at);

-- Which order line's stock came back, and when: the key makes a second release of one line impossible.
CREATE TABLE ylh_stock_release (
    order_id    BIGINT       NOT NULL,
    line_id     BIGINT       NOT NULL,
    cycle       INTEGER      NOT NULL,
    product_id  BIGINT       NOT NULL,
    sku_id      BIGINT,
    quantity    INTEGER      NOT NULL,
    released_at DATETIME(6)  NOT NULL,
    PRIMARY KEY (order_id, line_id, cycle)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
