package io.github.ylhcancel.store;

/** Databases on a MariaDB or a MySQL. */
abstract class MysqlFamilyDatabases extends ServerDatabases {
    MysqlFamilyDatabases(DatabaseServer server) {
        super(server);
    }

    /** The variable that says whether transactions are read-only unless they say otherwise. */
    abstract String readOnly();

    @Override
    String freezing() {
        return "SET GLOBAL " + readOnly() + " = 1";
    }

    @Override
    String thawing() {
        return "SET GLOBAL " + readOnly() + " = 0";
    }

    @Override
    String freezingTheSession() {
        return "SET SESSION " + readOnly() + " = 1";
    }

    @Override
    public String quoted(String name) {
        return '`' + name + '`';
    }

    @Override
    public String ignoreForeignKeys() {
        return "SET FOREIGN_KEY_CHECKS = 0";
    }

    @Override
    public String withTimeZone(String table, String column) {
        return "ALTER TABLE " + table + " MODIFY COLUMN " + column + " TIMESTAMP(6) NULL";
    }

    @Override
    public String later(String column, long minutes) {
        return column + " + INTERVAL " + minutes + " MINUTE";
    }

    @Override
    public String epoch(String column) {
        return "UNIX_TIMESTAMP(" + column + ")";
    }
}
