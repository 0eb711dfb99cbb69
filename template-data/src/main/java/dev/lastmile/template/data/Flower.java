package dev.lastmile.template.data;

import dev.lastmile.pipeline.RawFile;
import dev.lastmile.pipeline.StepException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of the raw file.
 *
 * @param rowId line number, from 1
 * @param measurements centimetres, as {@link Iris#MEASUREMENTS} orders them
 */
record Flower(long rowId, List<Double> measurements, String species) {
    private static final int COLUMNS = Iris.MEASUREMENTS.size() + 1;

    /**
     * Parses a comma-separated file without a header; empty lines are skipped.
     *
     * @throws StepException naming the line and column that does not fit, or if there is no line at all
     */
    static List<Flower> parse(RawFile file) {
        List<Flower> flowers = new ArrayList<>();
        long lineNumber = 0;
        for (String line : (Iterable<String>) new String(file.bytes(), StandardCharsets.UTF_8).lines()::iterator) {
            lineNumber++;
            if (!line.isBlank()) {
                flowers.add(parse(line, lineNumber, file));
            }
        }
        if (flowers.isEmpty()) {
            throw new StepException("The raw file from " + file.source() + " is empty; a line per flower is expected.");
        }
        return flowers;
    }

    /** Everything but the row id, in the order of the contract's columns. */
    List<Object> values() {
        List<Object> values = new ArrayList<>(measurements);
        values.add(species);
        return values;
    }

    private static Flower parse(String line, long number, RawFile file) {
        String[] cells = line.split(",", -1);
        if (cells.length != COLUMNS) {
            throw new StepException("The raw file from " + file.source() + " has " + cells.length + " columns in line "
                    + number + ", expected " + COLUMNS + ": " + String.join(", ", Iris.MEASUREMENTS) + ", "
                    + Iris.LABEL + ". The line is: " + line);
        }
        List<Double> measurements = new ArrayList<>();
        for (int i = 0; i < Iris.MEASUREMENTS.size(); i++) {
            try {
                measurements.add(Double.parseDouble(cells[i]));
            } catch (NumberFormatException e) {
                throw new StepException("The raw file from " + file.source() + " has \"" + cells[i] + "\" for "
                        + Iris.MEASUREMENTS.get(i) + " in line " + number + "; a number is expected.");
            }
        }
        return new Flower(number, List.copyOf(measurements), cells[COLUMNS - 1].strip());
    }
}
