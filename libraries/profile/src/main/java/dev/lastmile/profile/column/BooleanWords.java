package dev.lastmile.profile.column;

import java.util.List;

/** Pairs of words for true and false, in any case. */
final class BooleanWords {
    private static final List<List<String>> PAIRS =
            List.of(List.of("true", "false"), List.of("yes", "no"), List.of("y", "n"), List.of("t", "f"));

    private int left = (1 << PAIRS.size()) - 1;
    private final boolean[][] seen = new boolean[PAIRS.size()][2];

    /** Whether some pair has this word and all words before it. */
    boolean test(byte[] bytes, int from, int to) {
        for (int i = 0; i < PAIRS.size(); i++) {
            if ((left & 1 << i) != 0) {
                boolean yes = is(PAIRS.get(i).get(0), bytes, from, to);
                boolean no = is(PAIRS.get(i).get(1), bytes, from, to);
                seen[i][0] |= yes;
                seen[i][1] |= no;
                left &= yes || no ? -1 : ~(1 << i);
            }
        }
        return left != 0;
    }

    /** The words; empty unless both of one pair were there. */
    List<String> words() {
        for (int i = 0; i < PAIRS.size(); i++) {
            if ((left & 1 << i) != 0 && seen[i][0] && seen[i][1]) {
                return PAIRS.get(i);
            }
        }
        return List.of();
    }

    private static boolean is(String word, byte[] bytes, int from, int to) {
        boolean same = to - from == word.length();
        for (int i = 0; same && i < word.length(); i++) {
            same = (bytes[from + i] | 0x20) == word.charAt(i);
        }
        return same;
    }
}
