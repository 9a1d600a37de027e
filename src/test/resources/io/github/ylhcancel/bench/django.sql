-- The same shop in the tables of the seed's. Overdue orders have odd numbers up to 2 × ${orders}. Among them:
-- n % 80 = 1 and n % 80 = 3 are a main order and its child with the same lines (one overdue order in 20),
-- n % 100 = 13 is an old order without lines, which has its product and quantity itself (one in 50).
INSERT INTO users_user (id, username) SELECT n, CONCAT('user', n) FROM bench_number WHERE n <= 5000;

INSERT INTO stores_store (id, name) SELECT n, CONCAT('store ', n) FROM bench_number WHERE n <= 20;

INSERT INTO catalog_product (
    id, name, description, price, stock, is_active, created_at, updated_at, main_images, detail_images, source, sales_count,
    view_count, store_id, market_price, product_model, product_group, product_image_url, product_page_urls, shelf_status,
    is_sales, no_sales_reason, warehouse_code, warehouse_grade, haier_stock_text, tag, specifications, unit, is_hot, is_new,
    sort_order, delivery_note, sync_status)
SELECT n, CONCAT('product ', n), '', 100, 1000000, TRUE, placed_at, placed_at, '[]', '[]',
       CASE WHEN n % 5 = 0 THEN 'haier' ELSE 'local' END, 0,
       0, 1 + n % 20, 100, '', '', '', '[]', '',
       '', '', '', '', '', '', '{}', '', FALSE, FALSE,
       0, '', ''
FROM bench_number WHERE n <= 500;

INSERT INTO catalog_productsku (id, name, sku_code, specs, price, stock, image, is_active, product_id)
SELECT n, CONCAT('variant ', n), CONCAT('SKU-', n), '{}', 100 + n, 1000000, '', TRUE, n + n % 2
FROM bench_number WHERE n <= 500;

INSERT INTO orders_order (
    id, order_number, quantity, total_amount, created_at, product_id, user_id, status, snapshot_address, snapshot_contact_name,
    snapshot_phone, note, updated_at, actual_amount, cancel_reason, delivery_images, delivery_record_code, discount_amount,
    haier_order_no, haier_status, is_delivery_install, is_government_order, logistics_no, sn_code, snapshot_city,
    snapshot_district, snapshot_province, snapshot_town, haier_fail_msg, shipping_info, order_type, parent_order_id, store_id)
SELECT n, CONCAT('PO', 10000000 + n), 1 + n % 3, 300, placed_at,
       CASE WHEN n <= 2 * ${orders} AND n % 100 = 13 THEN 1 + n * 7919 % 9973 % 500 END, 1 + n * 7919 % 9973 % 5000,
       CASE WHEN n <= 2 * ${orders} AND n % 2 = 0 THEN 'paid' ELSE 'pending' END, '崂山区海尔路 1 号', '张三',
       '13800000000', '', placed_at, 300, '', '{}', '', 0,
       '', '', FALSE, FALSE, '', '', '青岛市',
       '崂山区', '山东省', '中韩街道', '', '{}',
       CASE WHEN n <= 2 * ${orders} AND n % 80 = 1 THEN 'main'
            WHEN n <= 2 * ${orders} AND n % 80 = 3 OR n * 6101 % 9967 % 10 BETWEEN 7 AND 8 THEN 'haier'
            ELSE 'local' END,
       CASE WHEN n <= 2 * ${orders} AND n % 80 = 3 THEN n - 2 END, 1 + n % 20
FROM bench_number;

INSERT INTO orders_orderitem (
    order_id, product_id, sku_id, quantity, product_name, sku_specs, sku_code, unit_price, discount_amount, actual_amount,
    snapshot_image, created_at, receive_qty, reject_qty, return_qty)
SELECT n, product_id, CASE WHEN product_id % 2 = 0 THEN product_id - (source + k) % 2 END, 1 + (source + k) % 3,
       CONCAT('product ', product_id), '{}', '', 100, 0, 100, '', placed_at, 0, 0, 0
FROM (
    SELECT o.n, o.source, o.placed_at, line.n AS k,
           5 * ((o.source * 7919 + line.n * 104729) % 9973 % 100) + CASE
               WHEN o.source * 6101 % 9967 % 10 < 7 THEN 1 + (o.source + line.n * 31) % 7 % 4
               WHEN o.source * 6101 % 9967 % 10 < 9 THEN 5
               ELSE 1 + (o.source + line.n) % 5
           END AS product_id
    FROM (
        -- A child has its main order's lines.
        SELECT n, CASE WHEN n <= 2 * ${orders} AND n % 80 = 3 THEN n - 2 ELSE n END AS source, placed_at
        FROM bench_number WHERE n > 2 * ${orders} OR n % 100 <> 13
    ) AS o JOIN bench_number line ON line.n <= 1 + o.source * 31 % 101 % 3
) AS items;

INSERT INTO orders_orderstatushistory (order_id, from_status, to_status, note, created_at)
SELECT n, 'pending', 'paid', '', placed_at
FROM bench_number WHERE n <= 2 * ${orders} AND n % 2 = 0;

-- Every paid order has its payment; a third of the pending ones has one that was begun or has expired.
INSERT INTO orders_payment (
    amount, method, status, created_at, updated_at, expires_at, logs, order_id, profit_sharing_required,
    profit_sharing_status, profit_sharing_unfrozen)
SELECT 300, 'wechat',
       CASE WHEN n <= 2 * ${orders} AND n % 2 = 0 THEN 'succeeded' WHEN n % 9 = 0 THEN 'init' ELSE 'expired' END,
       placed_at, placed_at, placed_at, '{}', n, FALSE, '', FALSE
FROM bench_number WHERE n <= 2 * ${orders} AND n % 2 = 0 OR n % 3 = 0;
