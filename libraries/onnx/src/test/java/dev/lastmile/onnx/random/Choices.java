package dev.lastmile.onnx.random;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The values of one stage's parameters, chosen at random among those that are named. */
final class Choices {
    private final String stage;
    private final Random random;
    private final Map<String, String> chosen = new LinkedHashMap<>();
    private final Map<String, Integer> offered;

    /** @param offered takes note of every value that there is to choose, as {@code stage.parameter=value} */
    Choices(String stage, Random random, Map<String, Integer> offered) {
        this.stage = stage;
        this.random = random;
        this.offered = offered;
    }

    /** One of the values. */
    String of(String parameter, String... values) {
        for (String value : values) {
            offered.putIfAbsent(named(parameter, value), 0);
        }
        String value = values[random.nextInt(values.length)];
        chosen.put(parameter, value);
        return value;
    }

    boolean flag(String parameter) {
        return Boolean.parseBoolean(of(parameter, "true", "false"));
    }

    int whole(String parameter, int... values) {
        String[] names = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            names[i] = Integer.toString(values[i]);
        }
        return Integer.parseInt(of(parameter, names));
    }

    double number(String parameter, double... values) {
        String[] names = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            names[i] = Double.toString(values[i]);
        }
        return Double.parseDouble(of(parameter, names));
    }

    /** For what no parameter's value is. */
    Random random() {
        return random;
    }

    /** What was chosen, as {@code stage.parameter=value}. */
    List<String> names() {
        return chosen.entrySet().stream()
                .map(entry -> named(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The simple name of the fitted stage's class. */
    String stage() {
        return stage;
    }

    @Override
    public String toString() {
        return stage + chosen;
    }

    private String named(String parameter, String value) {
        return stage + "." + parameter + "=" + value;
    }
}
