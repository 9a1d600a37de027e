-- Why a person has to decide, of what is held.
ALTER TABLE ylh_cancellation ADD COLUMN hold VARCHAR(20);
-- Whether the order is cancelled in the shop. Always so while a cancellation is decided here before YLH is told.
ALTER TABLE ylh_cancellation ADD COLUMN local_done BOOLEAN DEFAULT TRUE NOT NULL;
-- What YLH refused before orders were put back by themselves is not put back now: nobody expects that any more.
UPDATE ylh_cancellation SET state = 'held', hold = 'before-upgrade', next_attempt_at = NULL WHERE state = 'rejected';

-- Orders that were put back. No sweep takes them again by itself.
CREATE TABLE ylh_put_back (
    order_key       ${key}       NOT NULL PRIMARY KEY,
    cancellation_no INTEGER      NOT NULL,
    -- compensate or undo
    kind            VARCHAR(10)  NOT NULL,
    created_at      DATETIME(6) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What YLH told the shop by itself. Written down before it is applied, once, by its digest. Times are UTC.
CREATE TABLE ylh_callback (
    id                BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    -- of what was signed, so that the same callback is the same row however often it comes
    digest            VARCHAR(64)  NOT NULL UNIQUE,
    received_at       DATETIME(6) NOT NULL,
    -- YLH's own time stamp, which its repeats keep
    sent_at           DATETIME(6) NOT NULL,
    -- confirm, cancel or out_of_stock
    method            VARCHAR(16)  NOT NULL,
    supplier_order_no VARCHAR(255),
    platform_order_no VARCHAR(255) NOT NULL,
    -- 1 success, 0 failure, 2 partly
    state             INTEGER      NOT NULL,
    fail_msg          VARCHAR(100) NOT NULL,
    -- as YLH sent it
    data              MEDIUMTEXT NOT NULL,
    -- null: it could not be placed yet, or a process died before it was applied
    applied_at        DATETIME(6),
    order_key         ${key},
    cancellation_id   BIGINT,
    effect            VARCHAR(16),
    -- why, as a word
    code              VARCHAR(40),
    -- the delivery's states, where there is one
    from_state        VARCHAR(16),
    to_state          VARCHAR(16),
    -- product codes that no line of the order has
    unknown_products  VARCHAR(500),
    run_id            VARCHAR(40)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ylh_callback_order_key ON ylh_callback (order_key, id);
CREATE INDEX ylh_callback_platform ON ylh_callback (platform_order_no, method);
CREATE INDEX ylh_callback_received_at ON ylh_callback (received_at);
