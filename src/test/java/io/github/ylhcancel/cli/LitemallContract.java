package io.github.ylhcancel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * litemall (github.com/linlinjava/litemall). Its tables are those of {@code litemall-db/sql/litemall_table.sql}, with one column more, which
 * whoever sells by YLH needs. What its code does is that of
 * {@code litemall-wx-api/src/main/java/org/linlinjava/litemall/wx/task/OrderUnpaidTask.java}, lines 28 to 61 (at 31eb148), of
 * {@code WxOrderService.cancel} beside it (at 0f5500c), which does the same with another state, and of
 * {@code litemall-db/src/main}: {@code LitemallOrderService.java}, lines 118 to 122 (at 01c1831), {@code GoodsProductMapper.xml},
 * lines 4 to 8 (at 45b0da7).
 */
abstract class LitemallContract extends PresetContract {
    private static final int PRODUCTS = 12;

    @Override
    String preset() {
        return "litemall";
    }

    @Override
    List<String> tables() {
        return List.of("litemall_order", "litemall_order_goods", "litemall_goods", "litemall_goods_product");
    }

    @Override
    String orders() {
        return "litemall_order";
    }

    @Override
    String numberColumn() {
        return "order_sn";
    }

    @Override
    String statusColumn() {
        return "order_status";
    }

    @Override
    String timeColumn() {
        return "add_time";
    }

    @Override
    String deletedColumn() {
        return "deleted";
    }

    @Override
    List<String> states() {
        return List.of("101", "201", "202", "301", "401", "102", "103");
    }

    @Override
    List<String> definitions() {
        String times = " add_time DATETIME, update_time DATETIME, deleted TINYINT(1) DEFAULT 0, PRIMARY KEY (id)";
        return List.of(
                "CREATE TABLE litemall_order (id INT NOT NULL AUTO_INCREMENT, user_id INT NOT NULL, order_sn VARCHAR(63) NOT NULL,"
                        + " order_status SMALLINT NOT NULL, consignee VARCHAR(63) NOT NULL, mobile VARCHAR(63) NOT NULL,"
                        + " address VARCHAR(127) NOT NULL, message VARCHAR(512) NOT NULL DEFAULT '', goods_price DECIMAL(10, 2) NOT NULL,"
                        + " order_price DECIMAL(10, 2) NOT NULL, actual_price DECIMAL(10, 2) NOT NULL, pay_id VARCHAR(63),"
                        + " pay_time DATETIME, ship_time DATETIME, confirm_time DATETIME, comments SMALLINT DEFAULT 0, end_time DATETIME,"
                        + " haier_so_id VARCHAR(64)," + times + ") ENGINE = InnoDB DEFAULT CHARSET = utf8",
                "CREATE TABLE litemall_order_goods (id INT NOT NULL AUTO_INCREMENT, order_id INT NOT NULL DEFAULT 0,"
                        + " goods_id INT NOT NULL DEFAULT 0, goods_name VARCHAR(127) NOT NULL DEFAULT '', goods_sn VARCHAR(63) NOT NULL"
                        + " DEFAULT '', product_id INT NOT NULL DEFAULT 0, number SMALLINT NOT NULL DEFAULT 0,"
                        + " price DECIMAL(10, 2) NOT NULL DEFAULT 0.00, specifications VARCHAR(1023) NOT NULL, comment INT DEFAULT 0,"
                        + times
                        + ", KEY order_id (order_id), KEY goods_id (goods_id)) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4",
                "CREATE TABLE litemall_goods (id INT NOT NULL AUTO_INCREMENT, goods_sn VARCHAR(63) NOT NULL DEFAULT '',"
                        + " name VARCHAR(127) NOT NULL DEFAULT '', retail_price DECIMAL(10, 2) DEFAULT 100000.00,"
                        + times
                        + ") ENGINE = InnoDB DEFAULT CHARSET = utf8mb4",
                "CREATE TABLE litemall_goods_product (id INT NOT NULL AUTO_INCREMENT, goods_id INT NOT NULL DEFAULT 0,"
                        + " specifications VARCHAR(1023) NOT NULL, price DECIMAL(10, 2) NOT NULL DEFAULT 0.00, number INT NOT NULL DEFAULT 0,"
                        + " url VARCHAR(125)," + times + ") ENGINE = InnoDB DEFAULT CHARSET = utf8mb4");
    }

    @Override
    List<String> articles() {
        List<String> statements = new ArrayList<>();
        for (int goods = 1; goods <= 4; goods++) {
            statements.add("INSERT INTO litemall_goods (id, goods_sn, name, add_time, update_time) VALUES (" + goods
                    + ", 'G" + goods + "', '冰箱 " + goods + "', '2026-01-01 00:00:00', '2026-01-01 00:00:00')");
        }
        for (int product = 1; product <= PRODUCTS; product++) {
            statements.add(
                    "INSERT INTO litemall_goods_product (id, goods_id, specifications, price, number, add_time, update_time) VALUES ("
                            + product + ", " + (1 + product % 4)
                            + ", '[]', 99.00, 5000, '2026-01-01 00:00:00', '2026-01-01 00:00:00')");
        }
        return statements;
    }

    /** Some lines are deleted, which the shop's code leaves out: {@code LitemallOrderGoodsService.queryByOid}. */
    @Override
    List<String> order(int id, String state, boolean deleted, String at) {
        List<String> statements = new ArrayList<>();
        statements.add(
                "INSERT INTO litemall_order (id, user_id, order_sn, order_status, consignee, mobile, address, goods_price, order_price,"
                        + " actual_price, add_time, update_time, deleted) VALUES (" + id + ", " + (1 + id % 9)
                        + ", '20260101"
                        + String.format("%06d", id) + "', " + state
                        + ", 'invented', '0', 'invented', 99.00, 99.00, 99.00, '" + at + "', '" + at
                        + "', " + (deleted ? 1 : 0) + ")");
        int first = random.nextInt(PRODUCTS);
        for (int line = 0; line <= id % 3; line++) {
            int product = 1 + (first + line * 5) % PRODUCTS;
            statements.add(
                    "INSERT INTO litemall_order_goods (order_id, goods_id, goods_name, goods_sn, product_id, number, price,"
                            + " specifications, add_time, update_time, deleted) VALUES (" + id + ", "
                            + (1 + product % 4) + ", '冰箱', 'G', "
                            + product + ", " + (1 + random.nextInt(4)) + ", 99.00, '[]', '" + at + "', '" + at + "', "
                            + (line == 2 ? 1 : 0)
                            + ")");
        }
        return statements;
    }

    /** {@code WxOrderService.cancel}, {@code updateWithOptimisticLocker}, {@code addStock}. */
    @Override
    void cancel(Rows rows, String id, String reason) {
        end(rows, id, "102");
    }

    /** {@code OrderUnpaidTask.run}. */
    @Override
    void expire(Rows rows, String id) {
        end(rows, id, "103");
    }

    private static void end(Rows rows, String id, String status) {
        Map<String, String> order = rows.row("litemall_order", id);
        order.put("order_status", status);
        order.put("end_time", NOW);
        order.put("update_time", NOW);
        for (Map<String, String> line : lines(rows, id)) {
            rows.add("litemall_goods_product", line.get("product_id"), "number", Integer.parseInt(line.get("number")));
            rows.row("litemall_goods_product", line.get("product_id")).put("update_time", NOW);
        }
    }

    private static List<Map<String, String>> lines(Rows rows, String id) {
        return rows.of("litemall_order_goods", "order_id", id).stream()
                .filter(line -> line.get("deleted").equals("0"))
                .toList();
    }

    @Override
    void putBack(Rows before, Rows rows, String id) {
        rows.row("litemall_order", id).put("update_time", NOW);
        lines(rows, id)
                .forEach(line -> rows.row("litemall_goods_product", line.get("product_id"))
                        .put("update_time", NOW));
    }
}
