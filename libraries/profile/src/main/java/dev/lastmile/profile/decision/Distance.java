package dev.lastmile.profile.decision;

import java.util.Locale;

/** How different two names are: the Levenshtein distance, without regard to case. */
final class Distance {
    private Distance() {}

    static int between(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        boolean part = !a.isEmpty() && (b.contains(a) || a.contains(b));
        return above[b.length()] - (part ? Math.min(a.length(), b.length()) : 0);
    }
}
