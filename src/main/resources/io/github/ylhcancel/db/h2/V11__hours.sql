-- The calls of each whole hour, counted once, so that a look at many hours need not read each call. Times are UTC.
CREATE TABLE ylh_call_hour (
    at_hour     TIMESTAMP(6) NOT NULL,
    endpoint    VARCHAR(16)  NOT NULL,
    outcome     VARCHAR(20)  NOT NULL,
    -- 0: there was no answer
    http_status INTEGER      NOT NULL,
    -- how long they took at most, in classes that grow by the same factor
    up_to_ms    BIGINT       NOT NULL,
    calls       BIGINT       NOT NULL,
    slowest_ms  BIGINT       NOT NULL,
    PRIMARY KEY (at_hour, endpoint, outcome, http_status, up_to_ms)
);

-- The hours that are counted, those without a call too.
CREATE TABLE ylh_counted_hour (
    at_hour    TIMESTAMP(6) NOT NULL PRIMARY KEY,
    counted_at TIMESTAMP(6) NOT NULL,
    calls      BIGINT       NOT NULL
);
