package io.github.ylhcancel.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.base.Message;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ConnectionLostExceptionTest {
    private static final DatabaseAddress ADDRESS =
            new DatabaseAddress("jdbc:postgresql://db.example/shop?sslmode=verify-full", "shop", "", false);

    private static ConnectionLostException lost(String detail) {
        return new ConnectionLostException(ADDRESS, detail, new SQLException(detail));
    }

    @Test
    void ofTwoThatLeaveOrdersInDoubtAllOrdersAreSpokenOf() {
        ConnectionLostException both =
                lost("one").leaving(25, "run").and(lost("other").leaving(17, "run"));

        assertThat(both.text()).isEqualTo(Message.of("db.lost-at-commit", ADDRESS, 42, "one", "run"));
    }

    @Test
    void whatLeavesOrdersInDoubtIsSaidWhicheverCameFirst() {
        ConnectionLostException certain = lost("one");
        ConnectionLostException doubtful = lost("other").leaving(25, "run");

        assertThat(certain.and(doubtful)).isSameAs(doubtful);
        assertThat(doubtful.and(certain)).isSameAs(doubtful);
    }
}
