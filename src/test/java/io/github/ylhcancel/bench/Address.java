package io.github.ylhcancel.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Where a database is and who may use it. */
record Address(String url, String user, String password) {
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
