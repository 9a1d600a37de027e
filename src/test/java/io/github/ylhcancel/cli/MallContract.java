package io.github.ylhcancel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * mall (github.com/macrozheng/mall). Its tables are those of {@code document/sql/mall.sql}, with one column more, which whoever sells by YLH
 * needs. What its code does is that of
 * {@code mall-portal/src/main/java/com/macro/mall/portal/service/impl/OmsPortalOrderServiceImpl.java}, lines 250 to 276 and 279 to 307 (at
 * 092bd90), and of {@code mall-portal/src/main/resources/dao/PortalOrderDao.xml}, lines 50 to 90 (at cbdb93e).
 */
abstract class MallContract extends PresetContract {
    private static final int SKUS = 12;

    @Override
    String preset() {
        return "mall";
    }

    @Override
    List<String> tables() {
        return List.of("oms_order", "oms_order_item", "pms_product", "pms_sku_stock", "oms_order_operate_history");
    }

    @Override
    String orders() {
        return "oms_order";
    }

    @Override
    String numberColumn() {
        return "order_sn";
    }

    @Override
    String statusColumn() {
        return "status";
    }

    @Override
    String timeColumn() {
        return "create_time";
    }

    @Override
    String deletedColumn() {
        return "delete_status";
    }

    @Override
    List<String> states() {
        return List.of("0", "1", "2", "3", "4", "5");
    }

    @Override
    List<String> definitions() {
        return List.of(
                "CREATE TABLE oms_order (id BIGINT NOT NULL AUTO_INCREMENT, member_id BIGINT NOT NULL, coupon_id BIGINT,"
                        + " order_sn VARCHAR(64), create_time DATETIME, member_username VARCHAR(64), total_amount DECIMAL(10, 2),"
                        + " pay_amount DECIMAL(10, 2), pay_type INT, source_type INT, status INT, order_type INT,"
                        + " receiver_name VARCHAR(100) NOT NULL, receiver_phone VARCHAR(32) NOT NULL, note VARCHAR(500),"
                        + " confirm_status INT, delete_status INT NOT NULL DEFAULT 0, use_integration INT, payment_time DATETIME,"
                        + " delivery_time DATETIME, receive_time DATETIME, comment_time DATETIME, modify_time DATETIME,"
                        + " haier_so_id VARCHAR(64), PRIMARY KEY (id)) ENGINE = InnoDB DEFAULT CHARSET = utf8",
                "CREATE TABLE oms_order_item (id BIGINT NOT NULL AUTO_INCREMENT, order_id BIGINT, order_sn VARCHAR(64),"
                        + " product_id BIGINT, product_name VARCHAR(200), product_price DECIMAL(10, 2), product_quantity INT,"
                        + " product_sku_id BIGINT, product_sku_code VARCHAR(50), PRIMARY KEY (id)) ENGINE = InnoDB DEFAULT CHARSET = utf8",
                "CREATE TABLE pms_product (id BIGINT NOT NULL AUTO_INCREMENT, name VARCHAR(200) NOT NULL, product_sn VARCHAR(64) NOT NULL,"
                        + " delete_status INT, sale INT, price DECIMAL(10, 2), stock INT, low_stock INT, PRIMARY KEY (id)) ENGINE = InnoDB DEFAULT CHARSET = utf8"
                        + " DEFAULT CHARSET = utf8",
                "CREATE TABLE pms_sku_stock (id BIGINT NOT NULL AUTO_INCREMENT, product_id BIGINT, sku_code VARCHAR(64) NOT NULL,"
                        + " price DECIMAL(10, 2), stock INT DEFAULT 0, low_stock INT, pic VARCHAR(255), sale INT,"
                        + " promotion_price DECIMAL(10, 2), lock_stock INT DEFAULT 0, sp_data VARCHAR(500), PRIMARY KEY (id)) ENGINE = InnoDB DEFAULT CHARSET = utf8",
                "CREATE TABLE oms_order_operate_history (id BIGINT NOT NULL AUTO_INCREMENT, order_id BIGINT, operate_man VARCHAR(100),"
                        + " create_time DATETIME, order_status INT, note VARCHAR(500), PRIMARY KEY (id)) ENGINE = InnoDB DEFAULT CHARSET = utf8");
    }

    @Override
    List<String> articles() {
        List<String> statements = new ArrayList<>();
        for (int product = 1; product <= 4; product++) {
            statements.add(
                    "INSERT INTO pms_product (id, name, product_sn, delete_status, sale, price, stock, low_stock) VALUES ("
                            + product + ", '电热水器 " + product + "', 'P" + product + "', 0, 0, 99.00, 1000, 5)");
        }
        for (int sku = 1; sku <= SKUS; sku++) {
            statements.add(
                    "INSERT INTO pms_sku_stock (id, product_id, sku_code, price, stock, low_stock, sale, lock_stock) VALUES ("
                            + sku + ", " + (1 + sku % 4) + ", 'S" + sku + "', 99.00, 5000, 5, 0, 3)");
        }
        return statements;
    }

    /** {@code lockStock}; what is paid is off both, {@code updateSkuStock}. */
    @Override
    List<String> order(int id, String state, boolean deleted, String at) {
        List<String> statements = new ArrayList<>();
        String number = "2026" + String.format("%014d", id);
        statements.add(
                "INSERT INTO oms_order (id, member_id, order_sn, create_time, member_username, total_amount, pay_amount, pay_type,"
                        + " source_type, status, order_type, receiver_name, receiver_phone, confirm_status, delete_status, modify_time) VALUES ("
                        + id + ", " + (id % 9) + ", '" + number + "', '" + at + "', 'invented', 99.00, 99.00, 1, 1, "
                        + state
                        + ", 0, 'invented', '0', 0, " + (deleted ? 1 : 0) + ", '2026-01-02 03:04:05')");
        int first = random.nextInt(SKUS);
        for (int line = 0; line <= id % 3; line++) {
            int sku = 1 + (first + line * 5) % SKUS;
            int quantity = 1 + random.nextInt(4);
            statements.add(
                    "INSERT INTO oms_order_item (order_id, order_sn, product_id, product_name, product_price, product_quantity,"
                            + " product_sku_id, product_sku_code) VALUES (" + id + ", '" + number + "', "
                            + (1 + sku % 4) + ", '电热水器', 99.00, "
                            + quantity + ", " + sku + ", 'S" + sku + "')");
            if (state.equals("0")) {
                statements.add("UPDATE pms_sku_stock SET lock_stock = lock_stock + " + quantity + " WHERE id = " + sku);
            } else if (state.compareTo("4") < 0) {
                statements.add("UPDATE pms_sku_stock SET stock = stock - " + quantity + " WHERE id = " + sku);
            }
        }
        return statements;
    }

    /** {@code cancelOrder}, {@code releaseSkuStockLock}. */
    @Override
    void cancel(Rows rows, String id, String reason) {
        rows.row("oms_order", id).put("status", "4");
        for (Map<String, String> item : rows.of("oms_order_item", "order_id", id)) {
            rows.add(
                    "pms_sku_stock",
                    item.get("product_sku_id"),
                    "lock_stock",
                    -Integer.parseInt(item.get("product_quantity")));
        }
    }

    /** {@code cancelTimeOutOrder}, {@code updateOrderStatus}: the same. */
    @Override
    void expire(Rows rows, String id) {
        cancel(rows, id, "");
    }

    @Override
    void putBack(Rows before, Rows rows, String id) {
        // Nothing of such an order says when it was changed.
    }
}
