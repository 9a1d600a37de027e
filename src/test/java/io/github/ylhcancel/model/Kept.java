package io.github.ylhcancel.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Equal objects once, by a number. */
final class Kept<T> {
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> all = new ArrayList<>();
    private final int most;

    Kept(int most) {
        this.most = most;
    }

    int number(T one) {
        Integer known = numbers.get(one);
        if (known != null) {
            return known;
        }
        if (all.size() + 1 >= most) {
            throw new IllegalStateException("more than " + most + " different ones, such as " + one);
        }
        numbers.put(one, all.size());
        all.add(one);
        return all.size() - 1;
    }

    T of(int number) {
        return all.get(number);
    }

    int size() {
        return all.size();
    }
}
