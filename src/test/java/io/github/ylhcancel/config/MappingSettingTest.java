package io.github.ylhcancel.config;

import static io.github.ylhcancel.config.ConfigFile.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ylhcancel.schema.MappingKeys;
import io.github.ylhcancel.testing.EmptyHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code schema.…}: how the shop names its tables, columns and words. */
class MappingSettingTest {
    @RegisterExtension
    final EmptyHome home = new EmptyHome();

    @TempDir
    Path folder;

    @Test
    void isReadFromAFileWithItsLine() {
        Settings settings = ConfigFile.of(
                        folder,
                        "schema.preset = django",
                        "schema.orders.table = shop.orders",
                        "schema.status.pending = 101",
                        "schema.orders.haier_so_id =",
                        "schema.operator.张三 = 17",
                        "schema.inventory.constant.created_by = 0")
                .load();

        assertThat(settings.mapping())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "orders.table", "shop.orders",
                        "status.pending", "101",
                        "orders.haier_so_id", "",
                        "operator.张三", "17",
                        "inventory.constant.created_by", "0"));
        assertThat(settings.mappingSettings())
                .contains(new MappingSetting("orders.table", "shop.orders", folder.resolve("test.properties") + ":2"));
    }

    /** A backslash is written twice in a file, but whoever writes it once before a comma means the same. */
    @Test
    void aCommaCanBelongToAWordOfAList() {
        Settings settings = ConfigFile.of(
                        folder, "schema.orders.where.mark = a\\,b,c", "schema.items.where.mark = a\\\\,b,c")
                .load();

        assertThat(settings.mapping())
                .containsEntry("orders.where.mark", "a\\,b,c")
                .containsEntry("items.where.mark", "a\\,b,c");
    }

    @ParameterizedTest
    @CsvSource({
        "YLH_SCHEMA_ORDERS_TABLE, orders.table, shop_order",
        "YLH_SCHEMA_ORDERS_HAIER_SO_ID, orders.haier_so_id, so_id",
        "YLH_SCHEMA_STATUS_PENDING, status.pending, 101",
        "YLH_SCHEMA_VALUE_OWN_STOCK, value.own-stock, local",
        "YLH_SCHEMA_INVENTORY_CONSTANT_CREATED_BY_ID, inventory.constant.created_by_id, 0",
        "YLH_SCHEMA_OPERATOR_ZHANG, operator.zhang, 17",
        "YLH_SCHEMA_TIME_ZONE, time-zone, UTC"
    })
    void isReadFromTheEnvironment(String variable, String key, String value) {
        Settings settings = Settings.load(Optional.empty(), Map.of(), Map.of(variable, value));

        assertThat(settings.mapping()).isEqualTo(Map.of(key, value));
        assertThat(settings.mappingSettings())
                .extracting(MappingSetting::environmentName)
                .containsExactly(variable);
    }

    /** A shop may keep what its tables are called in a file of their own, from whichever preset that begins. */
    @Test
    void aPresetMayBeAFile() throws Exception {
        Path preset = folder.resolve("our-shop.properties");
        Files.writeString(
                preset, "schema.preset = django\nschema.orders.table = shop.orders\nschema.status.paid = 7\n");
        ConfigFile file = ConfigFile.of(folder, "schema.preset = our-shop.properties", "schema.status.paid = 8");

        Settings settings = file.load();

        assertThat(settings.preset()).isEqualTo("django");
        assertThat(settings.mapping()).isEqualTo(Map.of("orders.table", "shop.orders", "status.paid", "8"));
        assertThat(settings.mappingSettings())
                .extracting(MappingSetting::origin)
                .contains(preset + ":2");

        Files.writeString(preset, "schema.orders.table = o\n");
        assertThat(file.load().preset()).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema.orders.tabel = o | PRESET:1: there is no key \"schema.orders.tabel\"; is it schema.orders.table?",
                "db.url = x | PRESET:1: db.url does not belong into a preset, which says what the shop's tables are called and nothing else",
                "schema.preset = here.properties | PRESET:1: schema.preset = here.properties is wrong; it should be one of default, django,"
                        + " litemall, mall, none",
            })
    void aPresetSaysWhatIsWrongInItToo(String line, String sentence) throws Exception {
        Path preset = folder.resolve("our-shop.properties");
        Files.writeString(preset, line + "\n");

        assertThat(ConfigFile.of(folder, "schema.preset = our-shop.properties").refusal())
                .isEqualTo(sentence.replace("PRESET", preset.toString()));
    }

    @Test
    void aPresetThatIsNotThereIsNamed() {
        assertThat(ConfigFile.of(folder, "schema.preset = gone.properties").refusal())
                .contains(folder.resolve("gone.properties").toString());
        assertThat(ConfigFile.of(folder, "schema.preset = djnago").refusal())
                .contains("one of default, django, litemall, mall, none");
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        ConfigFile file = ConfigFile.of(folder, "schema.status.paid = 1", "schema.status.shipped = 2");

        Settings settings = Settings.load(Optional.of(file.path()), Map.of(), Map.of("YLH_SCHEMA_STATUS_PAID", "7"));

        assertThat(settings.mapping()).isEqualTo(Map.of("status.paid", "7", "status.shipped", "2"));
        assertThat(settings.mappingSettings().get(0).origin()).isEqualTo("YLH_SCHEMA_STATUS_PAID");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema.orders.tabel = o | FILE:1: there is no key \"schema.orders.tabel\"; is it schema.orders.table?",
                "schema.order.status = o | FILE:1: there is no key \"schema.order.status\"; is it schema.orders.status?",
                "schema.whatever.it.may.be = o | FILE:1: there is no key \"schema.whatever.it.may.be\"; 'ylh config show' lists all",
                "schema.orders.table = a b | FILE:1: schema.orders.table = a b is wrong; it should be the name of a table: letters of"
                        + " the English alphabet, digits and _, or in quotation marks as the database lists it, and a dot after the"
                        + " name of a database schema",
                "schema.orders.number = | FILE:1: schema.orders.number is blank, but no shop can do without it; remove the line, or say what it is called",
                "schema.status.pending = | FILE:1: schema.status.pending is blank, but no shop can do without it; remove the line, or say what it is called",
                "schema.operator.kefu = x | FILE:1: schema.operator.kefu = x is wrong; it should be the number of a user",
                "schema.value.payment-succeeded = captured;authorized | FILE:1: schema.value.payment-succeeded = captured;authorized is"
                        + " wrong; it should be one word, or several with commas between, as the shop stores them, without blanks or"
                        + " other signs of a list, such as ; or /",
                "schema.time-zone = Asia/Peking | FILE:1: schema.time-zone = Asia/Peking is wrong; it should be a time zone: a name"
                        + " such as Asia/Shanghai, or an offset such as +08:00",
                "schema.time-format = seconds | FILE:1: schema.time-format = seconds is wrong; it should be unix-seconds or"
                        + " unix-millis, how the shop writes times into columns of numbers",
                "schema.time-zone = | FILE:1: schema.time-zone is blank, but no shop can do without it; remove the line, or say what it is called",
                "schema.timezone = UTC | FILE:1: there is no key \"schema.timezone\"; is it schema.time-zone?",
                "schema.items.constant.a = x | FILE:1: there is no key \"schema.items.constant.a\"; 'ylh config show' lists all",
            })
    void saysWhatIsWrongWhereAndWhatToDo(String line, String sentence) {
        assertThat(ConfigFile.of(folder, line).refusal()).isEqualTo(sentence);
    }

    @Test
    void aVariableThatSetsNothingIsRefusedToo() {
        assertThat(refusal(() -> Settings.load(Optional.empty(), Map.of(), Map.of("YLH_SCHEMA_ORDER_TABLE", "o"))))
                .isEqualTo("environment: there is no key \"YLH_SCHEMA_ORDER_TABLE\"; is it YLH_SCHEMA_ORDERS_TABLE?");
    }

    @Test
    void noTwoKeysShareAnEnvironmentName() {
        Stream<String> mapping = MappingKeys.all().stream().map(MappingSetting::environmentName);
        Stream<String> others = Arrays.stream(Key.values()).map(Key::environmentName);

        assertThat(Stream.concat(mapping, others)).doesNotHaveDuplicates();
    }
}
