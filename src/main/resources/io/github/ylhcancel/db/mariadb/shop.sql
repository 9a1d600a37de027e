-- The tables of a shop in the default schema (schema.preset=default). Times are UTC.
CREATE TABLE products (
    id           BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name         VARCHAR(200) NOT NULL,
    -- 'own': the stock is the shop's; 'supplier': it is the supplier's and the shop neither takes nor releases it
    stock_source VARCHAR(20)  NOT NULL CHECK (stock_source IN ('own', 'supplier')),
    stock        INTEGER      NOT NULL CHECK (stock >= 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE product_skus (
    id         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    product_id BIGINT       NOT NULL,
    sku_code   VARCHAR(100) NOT NULL,
    stock      INTEGER      NOT NULL CHECK (stock >= 0),
    UNIQUE (product_id, sku_code),
    FOREIGN KEY (product_id) REFERENCES products (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE orders (
    id             BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_number   VARCHAR(100) NOT NULL UNIQUE,
    status         VARCHAR(20)  NOT NULL,
    haier_so_id    VARCHAR(100),
    haier_order_no VARCHAR(100),
    haier_status   VARCHAR(20),
    haier_fail_msg VARCHAR(200),
    cancel_reason  VARCHAR(200),
    cancelled_at   DATETIME(6),
    created_at     DATETIME(6)  NOT NULL,
    updated_at     DATETIME(6)  NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX orders_status_created_at ON orders (status, created_at, id);
CREATE INDEX orders_haier_so_id ON orders (haier_so_id);
CREATE INDEX orders_haier_order_no ON orders (haier_order_no);

CREATE TABLE order_items (
    id         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_id   BIGINT  NOT NULL,
    product_id BIGINT  NOT NULL,
    sku_id     BIGINT,
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    FOREIGN KEY (order_id) REFERENCES orders (id),
    FOREIGN KEY (product_id) REFERENCES products (id),
    FOREIGN KEY (sku_id) REFERENCES product_skus (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE order_status_history (
    id          BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_id    BIGINT       NOT NULL,
    from_status VARCHAR(20)  NOT NULL,
    to_status   VARCHAR(20)  NOT NULL,
    operator    VARCHAR(64)  NOT NULL,
    note        VARCHAR(500) NOT NULL,
    created_at  DATETIME(6)  NOT NULL,
    FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE inventory_log (
    id          BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    product_id  BIGINT       NOT NULL,
    sku_id      BIGINT,
    order_id    BIGINT,
    change_type VARCHAR(20)  NOT NULL,
    quantity    INTEGER      NOT NULL,
    reason      VARCHAR(100) NOT NULL,
    created_at  DATETIME(6)  NOT NULL,
    FOREIGN KEY (product_id) REFERENCES products (id),
    FOREIGN KEY (sku_id) REFERENCES product_skus (id),
    FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX inventory_log_order_id ON inventory_log (order_id);
