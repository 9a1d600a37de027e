package io.github.ylhcancel.db;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a database says about one of its tables.
 *
 * @param isView whether it has no rows of its own, and so no indexes
 */
public record TableMetadata(List<Column> columns, List<Index> indexes, boolean isView) {
    /** An index over the whole table, its columns in their order. */
    public record Index(List<String> columns, boolean isUnique) {}

    static final Set<Integer> NUMBERS =
            Set.of(Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.DECIMAL, Types.NUMERIC);

    /**
     * A column.
     *
     * @param type one of {@link java.sql.Types}
     * @param typeName the database's own word for it
     * @param fills whether it is filled by itself: by a default, a counter or an expression
     */
    public record Column(String name, int type, String typeName, int size, boolean nullable, boolean fills) {
        public boolean isNumber() {
            return NUMBERS.contains(type);
        }
    }

    private record Place(String catalog, String schema, String name, boolean isView) {}

    /** The table that a statement with this name would find; empty when there is none. */
    public static Optional<TableMetadata> of(Sql sql, String name) {
        return sql.metadata(connection -> {
            Optional<Place> place = place(connection, sql.dialect(), name);
            return place.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TableMetadata(
                            columns(connection, place.get()),
                            indexes(connection, place.get()),
                            place.get().isView()));
        });
    }

    /** The names of all tables, for a suggestion. */
    public static List<String> names(Sql sql) {
        return sql.metadata(connection ->
                places(connection, here(connection)).stream().map(Place::name).toList());
    }

    /** The names of all tables of the whole database, whichever of its schemas they are in. */
    public static List<String> namesAnywhere(Sql sql) {
        return sql.metadata(connection ->
                places(connection, Optional.empty()).stream().map(Place::name).toList());
    }

    private static Optional<Place> place(Connection connection, Dialect dialect, String name) throws SQLException {
        List<String> parts = DatabaseName.parts(name);
        String own = parts.get(parts.size() - 1);
        Optional<String> schema = parts.size() == 1 ? here(connection) : Optional.of(DatabaseName.bare(parts.get(0)));
        for (Place place : places(connection, schema)) {
            if (dialect.isSame(own, place.name())) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }

    /** MariaDB calls a schema a catalog. */
    private static boolean hasCatalogs(Connection connection) throws SQLException {
        return !connection.getMetaData().supportsSchemasInTableDefinitions();
    }

    /** Where a name is looked for that says no schema. */
    private static Optional<String> here(Connection connection) throws SQLException {
        return Optional.ofNullable(hasCatalogs(connection) ? connection.getCatalog() : connection.getSchema());
    }

    private static List<Place> places(Connection connection, Optional<String> schema) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        boolean catalogs = hasCatalogs(connection);
        String catalog = catalogs && schema.isPresent() ? schema.get() : connection.getCatalog();
        List<Place> places = new ArrayList<>();
        try (ResultSet row = data.getTables(catalog, null, "%", null)) {
            while (row.next()) {
                String type = String.valueOf(row.getString("TABLE_TYPE"));
                Place place = new Place(
                        row.getString("TABLE_CAT"),
                        row.getString("TABLE_SCHEM"),
                        row.getString("TABLE_NAME"),
                        type.contains("VIEW"));
                String in = catalogs ? place.catalog() : place.schema();
                boolean holdsRows = type.contains("TABLE") || type.contains("VIEW");
                boolean isWanted = schema.isEmpty() || schema.get().equalsIgnoreCase(in);
                if (holdsRows && !type.contains("SYSTEM") && isWanted) {
                    places.add(place);
                }
            }
        }
        return places;
    }

    /** Whether a name as a configuration writes it is the database's. */
    public static boolean isSame(Sql sql, String ours, String theirs) {
        return sql.dialect().isSame(ours, theirs);
    }

    private static List<Column> columns(Connection connection, Place place) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (ResultSet row =
                connection.getMetaData().getColumns(place.catalog(), place.schema(), literal(connection, place), "%")) {
            while (row.next()) {
                columns.add(new Column(
                        row.getString("COLUMN_NAME"),
                        row.getInt("DATA_TYPE"),
                        row.getString("TYPE_NAME"),
                        row.getInt("COLUMN_SIZE"),
                        row.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls,
                        row.getString("COLUMN_DEF") != null
                                || "YES".equals(row.getString("IS_AUTOINCREMENT"))
                                || "YES".equals(row.getString("IS_GENERATEDCOLUMN"))));
            }
        }
        return columns;
    }

    /** In a pattern of the metadata an underscore would stand for any letter. */
    private static String literal(Connection connection, Place place) throws SQLException {
        String escape = connection.getMetaData().getSearchStringEscape();
        return place.name().replace("_", escape + "_");
    }

    private static List<Index> indexes(Connection connection, Place place) throws SQLException {
        Map<String, TreeMap<Integer, String>> found = new TreeMap<>();
        Set<String> unique = new HashSet<>();
        try (ResultSet row =
                connection.getMetaData().getIndexInfo(place.catalog(), place.schema(), place.name(), false, true)) {
            while (row.next()) {
                if (row.getString("INDEX_NAME") != null && row.getString("FILTER_CONDITION") == null) {
                    found.computeIfAbsent(row.getString("INDEX_NAME"), name -> new TreeMap<>())
                            .put(row.getInt("ORDINAL_POSITION"), String.valueOf(row.getString("COLUMN_NAME")));
                    if (!row.getBoolean("NON_UNIQUE")) {
                        unique.add(row.getString("INDEX_NAME"));
                    }
                }
            }
        }
        return found.entrySet().stream()
                .map(index -> new Index(List.copyOf(index.getValue().values()), unique.contains(index.getKey())))
                .toList();
    }

    public Optional<Column> column(Sql sql, String name) {
        return columns.stream()
                .filter(column -> isSame(sql, name, column.name()))
                .findFirst();
    }

    /** The columns of which no two rows hold the same. */
    public List<List<String>> uniqueKeys() {
        return indexes.stream().filter(Index::isUnique).map(Index::columns).toList();
    }

    /** Whether rows can be found by these columns, in this order. */
    public boolean hasIndexOn(List<String> wanted) {
        return indexes.stream()
                .map(Index::columns)
                .anyMatch(index -> index.size() >= wanted.size() && isSame(index.subList(0, wanted.size()), wanted));
    }

    private static boolean isSame(List<String> some, List<String> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).equalsIgnoreCase(others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
