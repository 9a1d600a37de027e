-- A shop in the default schema with three times ${orders} orders: overdue ones and paid ones in turn, then as many fresh ones.
-- bench_number (made by the script of the database) holds their numbers 1, 2, … and when each was placed. Arithmetic instead of chance: the same shop everywhere.
INSERT INTO products (id, name, stock_source, stock)
SELECT n, CONCAT('product ', n), CASE WHEN n % 5 = 0 THEN 'supplier' ELSE 'own' END, 1000000
FROM bench_number WHERE n <= 500;

-- Every other product has two variants.
INSERT INTO product_skus (id, product_id, sku_code, stock)
SELECT n, n + n % 2, CONCAT('SKU-', n), 1000000
FROM bench_number WHERE n <= 500;

INSERT INTO orders (id, order_number, status, created_at, updated_at)
SELECT n, CONCAT('PO', 10000000 + n),
       CASE WHEN n <= 2 * ${orders} AND n % 2 = 0 THEN 'paid' ELSE 'pending' END, placed_at, placed_at
FROM bench_number;

-- One to three lines; of ten orders seven have the shop's own products only, two the supplier's, and one has both.
INSERT INTO order_items (order_id, product_id, sku_id, quantity)
SELECT n, product_id, CASE WHEN product_id % 2 = 0 THEN product_id - (n + k) % 2 END, 1 + (n + k) % 3
FROM (
    SELECT o.n, line.n AS k,
           5 * ((o.n * 7919 + line.n * 104729) % 9973 % 100) + CASE
               WHEN o.n * 6101 % 9967 % 10 < 7 THEN 1 + (o.n + line.n * 31) % 7 % 4
               WHEN o.n * 6101 % 9967 % 10 < 9 THEN 5
               ELSE 1 + (o.n + line.n) % 5
           END AS product_id
    FROM bench_number o JOIN bench_number line ON line.n <= 1 + o.n * 31 % 101 % 3
) AS items;

INSERT INTO order_status_history (order_id, from_status, to_status, operator, note, created_at)
SELECT n, 'pending', 'paid', 'shop', '', placed_at
FROM bench_number WHERE n <= 2 * ${orders} AND n % 2 = 0;
