-- Every command that wrote: who ran it, how, and what came of it. Times are UTC.
CREATE TABLE ylh_run (
    id         VARCHAR(40)   NOT NULL PRIMARY KEY,
    command    VARCHAR(40)   NOT NULL,
    -- as they were given, without a secret
    arguments  VARCHAR(2000) NOT NULL,
    operator   VARCHAR(64)   NOT NULL,
    host       VARCHAR(64)   NOT NULL,
    pid        BIGINT        NOT NULL,
    started_at DATETIME(6)   NOT NULL,
    -- null: it runs, or died
    ended_at   DATETIME(6),
    exit_code  INTEGER,
    -- its summary, as JSON
    counts     VARCHAR(4000)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ylh_run_started_at ON ylh_run (started_at, id);

-- The run that decided it; null for those from before runs were recorded.
ALTER TABLE ylh_cancellation ADD COLUMN run_id VARCHAR(40);

-- A person's word about a delivery that did not end by itself. Times are UTC.
CREATE TABLE ylh_intervention (
    id              BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    cancellation_id BIGINT       NOT NULL,
    run_id          VARCHAR(40)  NOT NULL,
    operator        VARCHAR(64)  NOT NULL,
    decided_at      DATETIME(6)  NOT NULL,
    -- retry, confirmed, rejected or abandoned
    word            VARCHAR(16)  NOT NULL,
    from_state      VARCHAR(16)  NOT NULL,
    to_state        VARCHAR(16)  NOT NULL,
    note            VARCHAR(500) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ylh_intervention_cancellation_id ON ylh_intervention (cancellation_id, id);

-- What only one process over all machines may do at a time. Times are UTC, by the database's clock.
CREATE TABLE ylh_lease (
    name        VARCHAR(32)  NOT NULL PRIMARY KEY,
    -- null: nobody has it
    owner       VARCHAR(100),
    acquired_at DATETIME(6),
    -- its holder is taken for dead when this has passed
    lease_until DATETIME(6),
    -- the last holder called YLH so lately that the next must wait until then, or both together would be too many in a second
    quiet_until DATETIME(6)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO ylh_lease (name) VALUES ('sync');

-- Whether YLH fails as a whole, so that each run need not find out by itself. One row. Times are UTC.
CREATE TABLE ylh_circuit (
    name      VARCHAR(32)  NOT NULL PRIMARY KEY,
    -- how many calls in a row got no answer, over the runs
    failures  INTEGER      NOT NULL,
    -- how many probes have failed since it opened
    probes    INTEGER      NOT NULL,
    -- null: it is closed
    opened_at DATETIME(6),
    -- when the next single call finds out whether YLH is back
    probe_at  DATETIME(6),
    cause     VARCHAR(500)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO ylh_circuit (name, failures, probes) VALUES ('ylh', 0, 0);
