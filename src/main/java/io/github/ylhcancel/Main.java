package io.github.ylhcancel;

public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.out.println("ylh 0.1.0");
    }
}
