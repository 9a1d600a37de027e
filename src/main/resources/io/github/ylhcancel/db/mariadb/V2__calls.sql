-- Every exchange with YLH, authentication included. No secret and no token is ever written here. Times are UTC.
CREATE TABLE ylh_call (
    id              BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    -- the cancellation for which the call was made, also a token's
    cancellation_id BIGINT,
    run_id          VARCHAR(40)  NOT NULL,
    endpoint        VARCHAR(16)  NOT NULL,
    started_at      DATETIME(6)  NOT NULL,
    duration_ms     BIGINT       NOT NULL,
    http_status     INTEGER,
    outcome         VARCHAR(20)  NOT NULL,
    detail          VARCHAR(500) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ylh_call_cancellation_id ON ylh_call (cancellation_id, id);
CREATE INDEX ylh_call_started_at ON ylh_call (started_at);
