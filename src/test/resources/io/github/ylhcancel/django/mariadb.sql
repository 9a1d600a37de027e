-- The tables of the specification's own shop on MariaDB and MySQL, as far as the tool touches them: no defaults, for the shop's code
-- supplies every value. Times are UTC without a zone; foreign keys are checked at once.

CREATE TABLE users_user (
    id       bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    username varchar(150) NOT NULL,
    CONSTRAINT users_user_username_uniq UNIQUE (username)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE stores_store (
    id   bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(200) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE orders_checkoutorder (
    id              bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    checkout_number varchar(100) NOT NULL,
    created_at      datetime(6) NOT NULL,
    CONSTRAINT orders_checkoutorder_checkout_number_uniq UNIQUE (checkout_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE catalog_product (
    id                bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name              varchar(200) NOT NULL,
    description       longtext NOT NULL,
    price             decimal(10, 2) NOT NULL,
    stock             integer NOT NULL CHECK (stock >= 0),
    is_active         tinyint(1) NOT NULL,
    created_at        datetime(6) NOT NULL,
    updated_at        datetime(6) NOT NULL,
    brand_id          bigint,
    category_id       bigint,
    main_images       longtext NOT NULL CHECK (json_valid(main_images)),
    detail_images     longtext NOT NULL CHECK (json_valid(detail_images)),
    product_code      varchar(50),
    source            varchar(20) NOT NULL,
    sales_count       integer NOT NULL CHECK (sales_count >= 0),
    view_count        integer NOT NULL,
    store_id          bigint NOT NULL,
    supply_price      decimal(10, 2),
    market_price      decimal(10, 2) NOT NULL,
    stock_rebate      decimal(10, 2),
    rebate_money      decimal(10, 2),
    product_model     varchar(100) NOT NULL,
    product_group     varchar(100) NOT NULL,
    product_image_url varchar(500) NOT NULL,
    product_page_urls longtext NOT NULL CHECK (json_valid(product_page_urls)),
    shelf_status      varchar(10) NOT NULL,
    is_sales          varchar(10) NOT NULL,
    no_sales_reason   varchar(200) NOT NULL,
    warehouse_code    varchar(50) NOT NULL,
    warehouse_grade   varchar(10) NOT NULL,
    haier_stock_text  varchar(50) NOT NULL,
    tag               varchar(20) NOT NULL,
    specifications    longtext NOT NULL CHECK (json_valid(specifications)),
    unit              varchar(20) NOT NULL,
    weight            decimal(10, 2),
    is_hot            tinyint(1) NOT NULL,
    is_new            tinyint(1) NOT NULL,
    sort_order        integer NOT NULL,
    delivery_note     longtext NOT NULL,
    sync_status       varchar(20) NOT NULL,
    last_sync_at      datetime(6),
    CONSTRAINT catalog_product_product_code_uniq UNIQUE (product_code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE catalog_productsku (
    id         bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name       varchar(200) NOT NULL,
    sku_code   varchar(100) NOT NULL,
    specs      longtext NOT NULL CHECK (json_valid(specs)),
    price      decimal(10, 2) NOT NULL,
    stock      integer NOT NULL CHECK (stock >= 0),
    image      varchar(500) NOT NULL,
    is_active  tinyint(1) NOT NULL,
    created_at datetime(6),
    updated_at datetime(6),
    product_id bigint NOT NULL,
    CONSTRAINT catalog_productsku_product_id_sku_code_uniq UNIQUE (product_id, sku_code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE orders_order (
    id                    bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_number          varchar(100) NOT NULL,
    quantity              integer NOT NULL CHECK (quantity >= 0),
    total_amount          decimal(10, 2) NOT NULL,
    created_at            datetime(6) NOT NULL,
    product_id            bigint,
    user_id               bigint NOT NULL,
    status                varchar(20) NOT NULL,
    snapshot_address      longtext NOT NULL,
    snapshot_contact_name varchar(50) NOT NULL,
    snapshot_phone        varchar(20) NOT NULL,
    note                  longtext NOT NULL,
    updated_at            datetime(6) NOT NULL,
    actual_amount         decimal(10, 2) NOT NULL,
    cancel_reason         varchar(200) NOT NULL,
    cancelled_at          datetime(6),
    delivery_images       longtext NOT NULL CHECK (json_valid(delivery_images)),
    delivery_record_code  varchar(100) NOT NULL,
    discount_amount       decimal(10, 2) NOT NULL,
    distribution_time     datetime(6),
    haier_order_no        varchar(100) NOT NULL,
    haier_so_id           varchar(100),
    haier_status          varchar(20) NOT NULL,
    install_time          datetime(6),
    is_delivery_install   tinyint(1) NOT NULL,
    is_government_order   tinyint(1) NOT NULL,
    logistics_no          varchar(100) NOT NULL,
    sn_code               varchar(100) NOT NULL,
    snapshot_city         varchar(50) NOT NULL,
    snapshot_district     varchar(50) NOT NULL,
    snapshot_province     varchar(50) NOT NULL,
    snapshot_town         varchar(50) NOT NULL,
    haier_fail_msg        longtext NOT NULL,
    shipping_info         longtext NOT NULL CHECK (json_valid(shipping_info)),
    order_type            varchar(20) NOT NULL,
    parent_order_id       bigint,
    store_id              bigint NOT NULL,
    checkout_order_id     bigint,
    CONSTRAINT orders_order_order_number_uniq UNIQUE (order_number)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE orders_orderitem (
    id              bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    product_name    varchar(200) NOT NULL,
    sku_specs       longtext NOT NULL CHECK (json_valid(sku_specs)),
    sku_code        varchar(100) NOT NULL,
    quantity        integer NOT NULL CHECK (quantity >= 0),
    unit_price      decimal(10, 2) NOT NULL,
    discount_amount decimal(10, 2) NOT NULL,
    actual_amount   decimal(10, 2) NOT NULL,
    snapshot_image  varchar(500) NOT NULL,
    created_at      datetime(6) NOT NULL,
    order_id        bigint NOT NULL,
    product_id      bigint NOT NULL,
    sku_id          bigint,
    receive_qty     integer NOT NULL CHECK (receive_qty >= 0),
    reject_qty      integer NOT NULL CHECK (reject_qty >= 0),
    return_qty      integer NOT NULL CHECK (return_qty >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE orders_orderstatushistory (
    id          bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    from_status varchar(20) NOT NULL,
    to_status   varchar(20) NOT NULL,
    created_at  datetime(6) NOT NULL,
    note        longtext NOT NULL,
    operator_id bigint,
    order_id    bigint NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE catalog_inventorylog (
    id            bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    change_type   varchar(20) NOT NULL,
    quantity      integer NOT NULL,
    reason        varchar(100) NOT NULL,
    created_at    datetime(6) NOT NULL,
    created_by_id bigint,
    product_id    bigint NOT NULL,
    sku_id        bigint
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE orders_payment (
    id                      bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    amount                  decimal(10, 2) NOT NULL,
    method                  varchar(20) NOT NULL,
    status                  varchar(20) NOT NULL,
    created_at              datetime(6) NOT NULL,
    updated_at              datetime(6) NOT NULL,
    expires_at              datetime(6) NOT NULL,
    logs                    longtext NOT NULL CHECK (json_valid(logs)),
    order_id                bigint NOT NULL,
    checkout_order_id       bigint,
    profit_sharing_required tinyint(1) NOT NULL,
    profit_sharing_status   varchar(40) NOT NULL,
    profit_sharing_unfrozen tinyint(1) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE INDEX catalog_product_store_id ON catalog_product (store_id);
CREATE INDEX catalog_productsku_product_id ON catalog_productsku (product_id);
CREATE INDEX orders_order_product_id ON orders_order (product_id);
CREATE INDEX orders_order_user_id ON orders_order (user_id);
CREATE INDEX orders_order_parent_order_id ON orders_order (parent_order_id);
CREATE INDEX orders_order_store_id ON orders_order (store_id);
CREATE INDEX orders_order_checkout_order_id ON orders_order (checkout_order_id);
CREATE INDEX orders_orderitem_order_id ON orders_orderitem (order_id);
CREATE INDEX orders_orderitem_product_id ON orders_orderitem (product_id);
CREATE INDEX orders_orderitem_sku_id ON orders_orderitem (sku_id);
CREATE INDEX orders_orderstatushistory_operator_id ON orders_orderstatushistory (operator_id);
CREATE INDEX orders_orderstatushistory_order_id ON orders_orderstatushistory (order_id);
CREATE INDEX catalog_inventorylog_created_by_id ON catalog_inventorylog (created_by_id);
CREATE INDEX catalog_inventorylog_product_id ON catalog_inventorylog (product_id);
CREATE INDEX catalog_inventorylog_sku_id ON catalog_inventorylog (sku_id);
CREATE INDEX orders_payment_order_id ON orders_payment (order_id);
CREATE INDEX orders_payment_checkout_order_id ON orders_payment (checkout_order_id);
CREATE INDEX orders_order_status ON orders_order (status);
CREATE INDEX orders_order_created_at ON orders_order (created_at);
CREATE INDEX orders_order_haier_order_no ON orders_order (haier_order_no);
CREATE INDEX orders_order_haier_so_id ON orders_order (haier_so_id);
CREATE INDEX orders_order_order_type ON orders_order (order_type);
CREATE INDEX orders_order_haier_status ON orders_order (haier_status);
CREATE INDEX orders_order_cancelled_at ON orders_order (cancelled_at);
CREATE INDEX orders_order_logistics_no ON orders_order (logistics_no);
CREATE INDEX orders_order_sn_code ON orders_order (sn_code);
CREATE INDEX orders_order_distribution_time ON orders_order (distribution_time);
CREATE INDEX orders_order_store_id_status ON orders_order (store_id, status);
CREATE INDEX orders_order_user_id_created_at ON orders_order (user_id, created_at);
CREATE INDEX orders_order_store_id_created_at ON orders_order (store_id, created_at);
CREATE INDEX orders_order_order_type_status ON orders_order (order_type, status);
CREATE INDEX catalog_product_name ON catalog_product (name);
CREATE INDEX catalog_product_source ON catalog_product (source);
CREATE INDEX catalog_product_is_active ON catalog_product (is_active);
CREATE INDEX catalog_product_store_id_is_active ON catalog_product (store_id, is_active);
CREATE INDEX catalog_productsku_sku_code ON catalog_productsku (sku_code);
CREATE INDEX orders_orderstatushistory_created_at ON orders_orderstatushistory (created_at);
CREATE INDEX catalog_inventorylog_created_at ON catalog_inventorylog (created_at);
CREATE INDEX catalog_inventorylog_change_type ON catalog_inventorylog (change_type);
CREATE INDEX orders_payment_status ON orders_payment (status);
CREATE INDEX orders_payment_created_at ON orders_payment (created_at);

ALTER TABLE catalog_product
    ADD CONSTRAINT catalog_product_store_id_fk FOREIGN KEY (store_id) REFERENCES stores_store (id);
ALTER TABLE catalog_productsku
    ADD CONSTRAINT catalog_productsku_product_id_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id);
ALTER TABLE orders_order
    ADD CONSTRAINT orders_order_product_id_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id);
ALTER TABLE orders_order
    ADD CONSTRAINT orders_order_user_id_fk FOREIGN KEY (user_id) REFERENCES users_user (id);
ALTER TABLE orders_order
    ADD CONSTRAINT orders_order_parent_order_id_fk FOREIGN KEY (parent_order_id) REFERENCES orders_order (id);
ALTER TABLE orders_order
    ADD CONSTRAINT orders_order_store_id_fk FOREIGN KEY (store_id) REFERENCES stores_store (id);
ALTER TABLE orders_order
    ADD CONSTRAINT orders_order_checkout_order_id_fk FOREIGN KEY (checkout_order_id) REFERENCES orders_checkoutorder (id);
ALTER TABLE orders_orderitem
    ADD CONSTRAINT orders_orderitem_order_id_fk FOREIGN KEY (order_id) REFERENCES orders_order (id);
ALTER TABLE orders_orderitem
    ADD CONSTRAINT orders_orderitem_product_id_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id);
ALTER TABLE orders_orderitem
    ADD CONSTRAINT orders_orderitem_sku_id_fk FOREIGN KEY (sku_id) REFERENCES catalog_productsku (id);
ALTER TABLE orders_orderstatushistory
    ADD CONSTRAINT orders_orderstatushistory_operator_id_fk FOREIGN KEY (operator_id) REFERENCES users_user (id);
ALTER TABLE orders_orderstatushistory
    ADD CONSTRAINT orders_orderstatushistory_order_id_fk FOREIGN KEY (order_id) REFERENCES orders_order (id);
ALTER TABLE catalog_inventorylog
    ADD CONSTRAINT catalog_inventorylog_created_by_id_fk FOREIGN KEY (created_by_id) REFERENCES users_user (id);
ALTER TABLE catalog_inventorylog
    ADD CONSTRAINT catalog_inventorylog_product_id_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id);
ALTER TABLE catalog_inventorylog
    ADD CONSTRAINT catalog_inventorylog_sku_id_fk FOREIGN KEY (sku_id) REFERENCES catalog_productsku (id);
ALTER TABLE orders_payment
    ADD CONSTRAINT orders_payment_order_id_fk FOREIGN KEY (order_id) REFERENCES orders_order (id);
ALTER TABLE orders_payment
    ADD CONSTRAINT orders_payment_checkout_order_id_fk FOREIGN KEY (checkout_order_id) REFERENCES orders_checkoutorder (id);
