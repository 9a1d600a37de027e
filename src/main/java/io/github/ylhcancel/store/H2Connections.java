package io.github.ylhcancel.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** Opens an embedded database with the settings that the program insists on. */
final class H2Connections {
    static final List<String> OWN_SETTINGS = List.of(
            "WRITE_DELAY",
            "REUSE_SPACE",
            "ACCESS_MODE_DATA",
            "IFEXISTS",
            "DB_CLOSE_ON_EXIT",
            "AUTO_SERVER",
            "FILE_LOCK",
            "TRACE_LEVEL_FILE",
            "TIME ZONE",
            "INIT");

    /**
     * An interrupt lets the order at hand be finished, so the database must outlive the start of the shutdown. What goes wrong is
     * said by us, so no trace file grows beside the database. A cancellation is made of a dozen statements, and with the default
     * of 8 each of them would be parsed anew for every order. WRITE_DELAY=0 comes with every writing access: otherwise a commit
     * that was reported can be lost with the process. So does REUSE_SPACE=FALSE: with the default the first commit after opening a
     * file that is older than 45 seconds is gone when the process is killed then.
     */
    private static final String SETTINGS =
            ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;QUERY_CACHE_SIZE=64;TIME ZONE=UTC";

    private H2Connections() {}

    static Connection open(DatabaseAddress address, Access access) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.username());
        properties.setProperty("password", address.password());
        return new org.h2.Driver().connect(address.url() + SETTINGS + settings(access), properties);
    }

    private static String settings(Access access) {
        return switch (access) {
            case READ -> ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
            case WRITE -> ";IFEXISTS=TRUE;WRITE_DELAY=0;REUSE_SPACE=FALSE";
            case CREATE -> ";WRITE_DELAY=0;REUSE_SPACE=FALSE";
        };
    }
}
