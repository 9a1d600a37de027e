package io.github.ylhcancel.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ylhcancel.domain.Callback.Item;
import io.github.ylhcancel.domain.Callback.Method;
import io.github.ylhcancel.domain.Callback.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a callback says.
 *
 * @param supplierNumber {@code ExtOrderNo}, which YLH leaves out when it refuses
 * @param order {@code PlatformOrderNo}
 * @param failure {@code FailMsg}
 */
public record CallbackMessage(
        Method method,
        Optional<String> supplierNumber,
        String order,
        State state,
        Optional<String> failure,
        List<Item> items) {
    public CallbackMessage {
        items = List.copyOf(items);
    }

    /** How the cancellation of an order ended, as a healthy YLH would put it. */
    static CallbackMessage ofCancellation(KnownOrder order, State state) {
        return switch (state) {
            case SUCCESS -> of(Method.CANCEL, order, state, Optional.empty(), List.of());
            case FAILURE ->
                new CallbackMessage(
                        Method.CANCEL, Optional.empty(), order.number(), state, Optional.of("已出库，无法拦截"), List.of());
            case PARTLY -> of(Method.CANCEL, order, state, Optional.of("部分取消"), halves(order));
        };
    }

    static CallbackMessage ofSupply(Method method, KnownOrder order) {
        boolean taken = method == Method.CONFIRM;
        return of(
                method,
                order,
                taken ? State.SUCCESS : State.FAILURE,
                taken ? Optional.empty() : Optional.of("库存不足"),
                List.of());
    }

    private static CallbackMessage of(
            Method method, KnownOrder order, State state, Optional<String> failure, List<Item> items) {
        return new CallbackMessage(method, Optional.of(order.supplierNumber()), order.number(), state, failure, items);
    }

    /** Half of the pieces of each product were sent back at the door, the rest was taken. */
    private static List<Item> halves(KnownOrder order) {
        List<Item> items = new ArrayList<>();
        for (KnownOrder.Product product : order.products()) {
            int rejected = (product.quantity() + 1) / 2;
            items.add(new Item(
                    product.code(),
                    OptionalInt.of(product.quantity()),
                    OptionalInt.of(product.quantity() - rejected),
                    OptionalInt.of(0),
                    OptionalInt.of(rejected)));
        }
        return items;
    }

    /** The parameter {@code Data}. */
    String data() {
        ObjectNode data = Json.object();
        supplierNumber.ifPresent(number -> data.put("ExtOrderNo", number));
        data.put("PlatformOrderNo", order).put("State", state.number());
        failure.ifPresent(words -> data.put("FailMsg", words));
        if (!items.isEmpty()) {
            ArrayNode list = data.putArray("itemList");
            items.forEach(item -> put(list.addObject(), item));
        }
        return new String(Json.bytes(data), StandardCharsets.UTF_8);
    }

    private static void put(ObjectNode json, Item item) {
        json.put("productCode", item.productCode());
        item.total().ifPresent(pieces -> json.put("totalQty", pieces));
        item.received().ifPresent(pieces -> json.put("receiveQty", pieces));
        item.returned().ifPresent(pieces -> json.put("returnQty", pieces));
        item.rejected().ifPresent(pieces -> json.put("rejectQty", pieces));
    }
}
