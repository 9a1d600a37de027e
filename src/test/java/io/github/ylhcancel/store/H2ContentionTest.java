package io.github.ylhcancel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.domain.Order;
import io.github.ylhcancel.store.CancelAnswer.Busy;
import io.github.ylhcancel.store.CancelAnswer.Cancelled;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody does not let go of a row. On H2, where a URL can say how long to wait for it. */
class H2ContentionTest extends OneOrderContract {
    @Override
    TestDatabases databases() {
        return new H2Databases(folder);
    }

    @Test
    void leavesTheOrderAsItWasAndCancelsItWhenTheRowIsFree() throws SQLException {
        Order order = order(1);
        Map<String, List<String>> before = shop.everything();
        DatabaseAddress impatient = new DatabaseAddress(address.url() + ";LOCK_TIMEOUT=20", "", "", false);
        try (Database own = Database.open(impatient, Access.WRITE);
                Connection holder = DriverManager.getConnection(address.url(), "", "");
                Statement statement = holder.createStatement()) {
            Cancelling cancel = new Cancelling(own, schema, true, checkpoint -> {});
            holder.setAutoCommit(false);
            statement.execute("UPDATE products SET stock = stock WHERE id = 1");

            assertThat(cancel.write(entry(order))).isInstanceOf(Busy.class);

            assertThat(shop.everything()).isEqualTo(before);
            holder.rollback();
            assertThat(cancel.write(entry(order))).isInstanceOf(Cancelled.class);
        }
    }
}
