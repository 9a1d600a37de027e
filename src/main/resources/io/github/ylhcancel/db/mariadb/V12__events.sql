-- What is told to others than YLH, such as whoever refunds (events.file, events.command). Written in the transaction of what it tells, and
-- only where somebody wants it. Times are UTC.
CREATE TABLE ylh_event (
    id              BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    -- such as order.cancelled or check.begun
    kind            VARCHAR(32)  NOT NULL,
    -- what it is about, whose events are told one after the other: an order's key, or the name of a check
    subject         VARCHAR(255) NOT NULL,
    -- the transition that it tells, if it tells one
    order_key       ${key},
    cancellation_no INTEGER,
    transition_kind VARCHAR(10),
    -- whether nothing that YLH says is waited for any more
    is_final        BOOLEAN      NOT NULL,
    -- what it says, if it tells no transition, as JSON
    body            MEDIUMTEXT,
    created_at      DATETIME(6) NOT NULL,
    -- none, pending or done
    file_state      VARCHAR(8)   NOT NULL,
    -- where its line began in the file when it was appended
    file_position   BIGINT,
    -- none, pending, done or dead
    command_state   VARCHAR(8)   NOT NULL,
    attempts        INTEGER      NOT NULL,
    -- while its command runs: when another process may take it for dead
    next_attempt_at DATETIME(6) NOT NULL,
    lease_owner     VARCHAR(100),
    last_error      VARCHAR(500)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ylh_event_file ON ylh_event (file_state, id);
CREATE INDEX ylh_event_command ON ylh_event (command_state, next_attempt_at, id);
CREATE INDEX ylh_event_subject ON ylh_event (subject, id);
CREATE INDEX ylh_event_created_at ON ylh_event (created_at);

-- What others were told that a check has found, so that nothing is told again and again. A check that never found anything has no row.
-- Times are UTC.
CREATE TABLE ylh_check (
    name             VARCHAR(40)  NOT NULL PRIMARY KEY,
    -- the last that was told: ok, warning or critical
    severity         VARCHAR(8)   NOT NULL,
    -- when it was found first
    begun_at         DATETIME(6) NOT NULL,
    -- when each was told last
    begun_told_at    DATETIME(6),
    worsened_told_at DATETIME(6),
    ended_told_at    DATETIME(6)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
