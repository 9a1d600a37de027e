package io.github.ylhcancel.store;

import io.github.ylhcancel.base.ExitCode;
import io.github.ylhcancel.base.Message;
import io.github.ylhcancel.base.UserError;
import io.github.ylhcancel.db.Access;
import io.github.ylhcancel.db.Database;
import io.github.ylhcancel.db.DatabaseAddress;
import io.github.ylhcancel.db.DatabaseClock;
import io.github.ylhcancel.db.Migrations;
import io.github.ylhcancel.db.Parameters;
import io.github.ylhcancel.db.Row;
import io.github.ylhcancel.db.TableMetadata;
import io.github.ylhcancel.domain.Finding;
import io.github.ylhcancel.schema.ShopSchema;
import io.github.ylhcancel.schema.ShopTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server is like that the shop's tables are on: whether it takes writes, who may write what, what survives a crash, what stands
 * in between, what time it is there. Changes nothing. There is nothing to say of an embedded database.
 */
final class ServerCheck {
    private static final String LOCK = " FOR UPDATE";
    /** Those from which the program removes rows. */
    private static final Set<String> SHRINKING = Set.of("ylh_stock_ledger", "ylh_sweep_failure");

    /** What has to be so that a commit survives a crash. Of these the program itself can only change the first. */
    private static final String COMMIT = "synchronous_commit";

    private static final Set<String> ENOUGH = Set.of("on", "remote_apply");
    private static final Map<String, String> SAFE = Map.of(
            "fsync", "on",
            "full_page_writes", "on",
            "innodb_flush_log_at_trx_commit", "1",
            "sync_binlog", "1");

    /** What the program does with a table of the shop's, by its columns. */
    private record Use(ShopTable table, boolean locks, boolean inserts, List<String> updates) {}

    private static final List<String> ORDERS_UPDATED = List.of(
            "status",
            "updated_at",
            "cancel_reason",
            "cancelled_at",
            "haier_order_no",
            "haier_status",
            "haier_fail_msg");

    private static final List<Use> USES = List.of(
            new Use(ShopTable.ORDERS, true, false, ORDERS_UPDATED),
            new Use(ShopTable.ITEMS, false, false, List.of("receive_qty", "return_qty", "reject_qty")),
            new Use(ShopTable.PRODUCTS, true, false, List.of("stock", "reserved", "sales_count")),
            new Use(ShopTable.SKUS, true, false, List.of("stock", "reserved")),
            new Use(ShopTable.HISTORY, false, true, List.of()),
            new Use(ShopTable.INVENTORY, false, true, List.of()),
            new Use(ShopTable.PAYMENTS, true, false, List.of()));

    private final Database database;
    private final ShopSchema schema;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    private ServerCheck(Database database, ShopSchema schema, Clock clock) {
        this.database = database;
        this.schema = schema;
        this.clock = clock;
    }

    static List<Finding> of(Database database, ShopSchema schema, Clock clock) {
        return database.isEmbedded() ? List.of() : new ServerCheck(database, schema, clock).run();
    }

    private List<Finding> run() {
        checkWrites(database.address());
        if (database.isPooled()) {
            findings.add(Finding.note("pool", Message.of("check.pool")));
        }
        database.dialect()
                .durability()
                .ifPresent(select -> database.read(sql -> sql.list(select, row -> {
                    checkDurability(row.text("name"), row.text("setting"));
                    return "";
                })));
        findings.addAll(TableEngines.findings(database, schema));
        checkClock();
        return findings;
    }

    /** A server that takes no writes is no mistake, and what may be written cannot be asked of it. */
    private void checkWrites(DatabaseAddress address) {
        try (Database writing = Database.connect(address, Access.WRITE)) {
            for (Use use : USES) {
                if (schema.has(use.table())) {
                    checkRights(writing, schema.inSql(schema.table(use.table())), statements(use));
                    if (use.inserts()) {
                        checkSequences(writing, schema.inSql(schema.table(use.table())), inserted(use.table()));
                    }
                }
            }
            for (String table : writing.readTogether(TableMetadata::names)) {
                if (table.startsWith(Migrations.PREFIX)) {
                    checkRights(writing, table, statements(writing, table));
                }
            }
        } catch (UserError e) {
            if (e.exitCode() != ExitCode.DATABASE) {
                throw e;
            }
            findings.add(Finding.warning("writes", e.text()));
        }
    }

    private List<String> statements(Use use) {
        String table = schema.inSql(schema.table(use.table()));
        List<String> statements = new ArrayList<>();
        Set<String> read = new LinkedHashSet<>(columns(use.table(), use.table().columns()));
        schema.conditions(use.table()).keySet().forEach(column -> read.add(schema.inSql(column)));
        if (use.table() == ShopTable.ORDERS) {
            schema.cancellable().keySet().forEach(column -> read.add(schema.inSql(column)));
            Stream.of(ShopTable.HISTORY, ShopTable.INVENTORY)
                    .forEach(to -> schema.copies(to).values().forEach(column -> read.add(schema.inSql(column))));
        }
        statements.add("SELECT " + String.join(", ", read) + " FROM " + table + " WHERE 1 = 0");
        if (use.locks()) {
            statements.add("SELECT 1 FROM " + table + " WHERE 1 = 0" + LOCK);
        }
        Set<String> updated = new LinkedHashSet<>(columns(use.table(), use.updates()));
        Stream.of(schema.sets(use.table()), schema.setsBack(use.table()))
                .forEach(sets -> sets.keySet().forEach(column -> updated.add(schema.inSql(column))));
        if (use.table() == ShopTable.PAYMENTS && !schema.closedPayments().isEmpty()) {
            updated.addAll(columns(use.table(), List.of("status")));
        }
        if (!updated.isEmpty()) {
            statements.add("UPDATE " + table + " SET "
                    + updated.stream().map(column -> column + " = " + column).collect(Collectors.joining(", "))
                    + " WHERE 1 = 0");
        }
        if (use.inserts()) {
            statements.add(insert(table, inserted(use.table())));
        }
        return statements;
    }

    private Set<String> inserted(ShopTable table) {
        Set<String> inserted = new LinkedHashSet<>(columns(table, table.columns()));
        inserted.remove(schema.inSql(schema.column(table, "id")));
        Stream.concat(schema.constants(table).keySet().stream(), schema.copies(table).keySet().stream())
                .map(schema::inSql)
                .forEach(inserted::add);
        return inserted;
    }

    private List<String> columns(ShopTable table, Iterable<String> names) {
        List<String> mapped = new ArrayList<>();
        for (String name : names) {
            if (schema.has(table, name)) {
                mapped.add(schema.inSql(schema.column(table, name)));
            }
        }
        return mapped;
    }

    private static String insert(String table, Iterable<String> columns) {
        String names = String.join(", ", columns);
        String nothing = names.replaceAll("[^,]+", "NULL");
        return "INSERT INTO " + table + " (" + names + ") SELECT " + nothing + " FROM (SELECT 1) one WHERE 1 = 0";
    }

    /** Of a table of the tool's own; the history of its versions is only read. */
    private static List<String> statements(Database writing, String table) {
        String column = writing.readTogether(sql -> TableMetadata.of(sql, table))
                .map(found -> found.columns().get(found.columns().size() - 1).name())
                .orElseThrow();
        String read = "SELECT " + column + " FROM " + table + " WHERE 1 = 0";
        if (table.equals(Migrations.HISTORY_TABLE)) {
            return List.of(read);
        }
        Stream<String> written = Stream.of(
                read,
                "UPDATE " + table + " SET " + column + " = " + column + " WHERE 1 = 0",
                insert(table, List.of(column)));
        Stream<String> removed =
                SHRINKING.contains(table) ? Stream.of("DELETE FROM " + table + " WHERE 1 = 0") : Stream.of();
        return Stream.concat(written, removed).toList();
    }

    /** All that is missing of a table is one finding. */
    private void checkRights(Database writing, String table, List<String> statements) {
        Set<String> verbs = new LinkedHashSet<>();
        List<String> said = new ArrayList<>();
        for (String statement : statements) {
            writing.read(sql -> sql.missingRight(statement)).ifPresent(words -> {
                verbs.add(statement.endsWith(LOCK) ? "UPDATE" : statement.substring(0, statement.indexOf(' ')));
                said.add(words);
            });
        }
        if (!verbs.isEmpty()) {
            findings.add(Finding.error(table, Message.of("check.no-right", table, said.get(0)))
                    .withRemedy(
                            "GRANT " + String.join(", ", verbs) + " ON " + table + " TO " + grantee(writing) + ";"));
        }
    }

    private static String grantee(Database writing) {
        return writing.dialect()
                .grantee()
                .flatMap(select -> writing.read(sql -> sql.first(select, Row::text)))
                .orElse(writing.address().username());
    }

    /** No statement without a row asks for the numbers of the columns that are left to the database. */
    private void checkSequences(Database writing, String table, Set<String> inserted) {
        Parameters values = Parameters.of("table", table);
        List<Map.Entry<String, String>> closed = writing.dialect()
                .closedSequences()
                .map(select -> writing.read(sql ->
                        sql.list(select, values, row -> Map.entry(row.text("column_name"), row.text("sequence_name")))))
                .orElse(List.of());
        for (Map.Entry<String, String> one : closed) {
            String column = one.getKey();
            if (!inserted.contains(column) && !inserted.contains('"' + column + '"')) {
                findings.add(Finding.error(table, Message.of("check.no-right-on-sequence", table, one.getValue()))
                        .withRemedy("GRANT USAGE ON SEQUENCE " + one.getValue() + " TO "
                                + writing.address().username() + ";"));
            }
        }
    }

    private void checkDurability(String name, String setting) {
        if (name.equals("replicas")) {
            if (!setting.equals("0")) {
                findings.add(Finding.warning(name, Message.of("check.asynchronous", setting)));
            }
        } else if (name.equals(COMMIT) && !ENOUGH.contains(setting)) {
            findings.add(Finding.note(name, Message.of("check.raised", name, setting)));
        } else if (SAFE.getOrDefault(name, setting).equals(setting)) {
            findings.add(Finding.note(name, Message.of("check.setting", name, setting)));
        } else {
            findings.add(Finding.warning(name, Message.of("check.not-durable", name, setting)));
        }
    }

    private void checkClock() {
        Instant before = clock.instant();
        Instant there = database.now();
        Instant after = clock.instant();
        Duration ahead =
                Duration.between(before.plus(Duration.between(before, after).dividedBy(2)), there);
        String seconds = String.format(Locale.ROOT, "%+.1f", Math.round(ahead.toMillis() / 100.0) / 10.0);
        findings.add(
                DatabaseClock.isFar(ahead)
                        ? Finding.warning("clock", Message.of("check.clock-apart", seconds))
                        : Finding.note("clock", Message.of("check.clock", seconds)));
    }
}
