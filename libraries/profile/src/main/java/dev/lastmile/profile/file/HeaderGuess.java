package dev.lastmile.profile.file;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether the first record names the columns. */
final class HeaderGuess {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern DATE = Pattern.compile("[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}([T ].*)?");

    private HeaderGuess() {}

    /**
     * A first record is a header if a column below it is of numbers or dates and its cell is not. Where the data have
     * neither, it is one if none of its cells is there again below it.
     */
    static boolean hasHeader(List<List<String>> records) {
        List<String> first = records.get(0);
        if (records.size() == 1) {
            return first.stream().noneMatch(HeaderGuess::isTyped);
        }
        boolean typedBelow = false;
        boolean again = false;
        for (int column = 0; column < first.size(); column++) {
            int values = 0;
            int typed = 0;
            Set<String> texts = new HashSet<>();
            for (List<String> record : records.subList(1, records.size())) {
                String value = column < record.size() ? record.get(column).strip() : "";
                if (!value.isEmpty() && !isNullWord(value)) {
                    values++;
                    typed += isTyped(value) ? 1 : 0;
                    texts.add(value);
                }
            }
            String cell = first.get(column).strip();
            boolean isTypedColumn = values > 0 && typed == values;
            typedBelow |= isTypedColumn;
            if (isTypedColumn && !cell.isEmpty() && !isTyped(cell) && !isNullWord(cell)) {
                return true;
            }
            again |= texts.contains(cell);
        }
        return !typedBelow && !again && first.stream().noneMatch(HeaderGuess::isTyped);
    }

    private static boolean isTyped(String text) {
        String value = text.strip();
        return NUMBER.matcher(value).matches() || DATE.matcher(value).matches();
    }

    private static boolean isNullWord(String value) {
        return value.matches("(?i)na|n/a|nan|null|none|\\?|-|--|\\.");
    }
}
