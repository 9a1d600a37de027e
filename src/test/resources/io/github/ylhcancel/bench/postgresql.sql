CREATE TABLE bench_number (n BIGINT NOT NULL PRIMARY KEY, placed_at TIMESTAMP(6) NOT NULL);
INSERT INTO bench_number (n, placed_at)
SELECT n, CASE WHEN n <= 2 * ${orders}
    THEN TIMESTAMP '${now}' - INTERVAL '30 days' + n * (INTERVAL '28 days' / (2 * ${orders}))
    ELSE TIMESTAMP '${now}' - INTERVAL '12 hours' + (n - 2 * ${orders}) * (INTERVAL '12 hours' / ${orders})
END
FROM generate_series(1, 3 * ${orders}) AS n;
ANALYZE bench_number;
