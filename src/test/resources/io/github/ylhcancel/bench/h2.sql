CREATE TABLE bench_number (n BIGINT NOT NULL PRIMARY KEY, placed_at TIMESTAMP(6) NOT NULL);
INSERT INTO bench_number (n, placed_at)
SELECT x, CASE WHEN x <= 2 * ${orders}
    THEN DATEADD(MICROSECOND, CAST(28 AS BIGINT) * 86400 * 1000000 / (2 * ${orders}) * x, TIMESTAMP '${now}' - INTERVAL '30' DAY)
    ELSE DATEADD(MICROSECOND, CAST(12 AS BIGINT) * 3600 * 1000000 / ${orders} * (x - 2 * ${orders}), TIMESTAMP '${now}' - INTERVAL '12' HOUR)
END
FROM SYSTEM_RANGE(1, 3 * ${orders});
