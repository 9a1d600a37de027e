CREATE TABLE bench_digit (d INTEGER NOT NULL PRIMARY KEY);
INSERT INTO bench_digit (d) VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);
CREATE TABLE bench_number (n BIGINT NOT NULL PRIMARY KEY, placed_at DATETIME(6) NOT NULL) ENGINE = InnoDB;
INSERT INTO bench_number (n, placed_at)
SELECT seq, CASE WHEN seq <= 2 * ${orders}
    THEN TIMESTAMP '${now}' - INTERVAL 30 DAY + INTERVAL FLOOR(28 * 86400 * 1000000 / (2 * ${orders}) * seq) MICROSECOND
    ELSE TIMESTAMP '${now}' - INTERVAL 12 HOUR + INTERVAL FLOOR(12 * 3600 * 1000000 / ${orders} * (seq - 2 * ${orders})) MICROSECOND
END
FROM (SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d + 1000000 * h.d AS seq
      FROM bench_digit a, bench_digit b, bench_digit c, bench_digit e, bench_digit f, bench_digit g, bench_digit h) numbers
WHERE seq <= ${last} ORDER BY seq;
DROP TABLE bench_digit;
ANALYZE TABLE bench_number;
