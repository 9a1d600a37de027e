CREATE TABLE bench_number (n BIGINT NOT NULL PRIMARY KEY, placed_at DATETIME(6) NOT NULL) ENGINE = InnoDB;
INSERT INTO bench_number (n, placed_at)
SELECT seq, CASE WHEN seq <= 2 * ${orders}
    THEN TIMESTAMP '${now}' - INTERVAL 30 DAY + INTERVAL FLOOR(28 * 86400 * 1000000 / (2 * ${orders}) * seq) MICROSECOND
    ELSE TIMESTAMP '${now}' - INTERVAL 12 HOUR + INTERVAL FLOOR(12 * 3600 * 1000000 / ${orders} * (seq - 2 * ${orders})) MICROSECOND
END
FROM seq_1_to_${last};
ANALYZE TABLE bench_number;
