package dev.lastmile.contract.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression that a whole value matches.
 *
 * <p>The values come from requests, and an expression such as {@code (a+)+} takes time that grows exponentially with their
 * length. Matching ends after a number of steps, and a value that needs more does not match: the same in a job and in a
 * service, on any machine.
 */
public final class PatternRule {
    /** Characters that are looked at; a value without backtracking needs about one per character. */
    static final int STEPS = 1_000_000;

    private static final int STEPS_PER_CHARACTER = 64;
    private static final PatternRule NONE = new PatternRule(null);

    // Per thread, as a matcher has state.
    private final ThreadLocal<Attempt> attempts;

    private PatternRule(Pattern pattern) {
        this.attempts = pattern == null ? null : ThreadLocal.withInitial(() -> new Attempt(pattern));
    }

    /** A rule; an empty expression matches everything. */
    public static PatternRule of(String expression) {
        return expression.isEmpty() ? NONE : new PatternRule(Pattern.compile(expression));
    }

    /** Whether all of the value matches, within the steps. */
    public boolean matches(String value) {
        return attempts == null || attempts.get().matches(value);
    }

    private static final class Attempt implements CharSequence {
        private final Matcher matcher;
        private String value = "";
        private long left;

        Attempt(Pattern pattern) {
            this.matcher = pattern.matcher("");
        }

        boolean matches(String text) {
            value = text;
            left = Math.max(STEPS, (long) STEPS_PER_CHARACTER * text.length());
            try {
                return matcher.reset(this).matches();
            } catch (TooManySteps | StackOverflowError e) {
                return false;
            } finally {
                value = "";
                matcher.reset("");
            }
        }

        @Override
        public int length() {
            return value.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooManySteps();
            }
            return value.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return value.substring(start, end);
        }

        @Override
        public String toString() {
            return value;
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManySteps() {
            super("Matching takes too many steps.", null, false, false);
        }
    }
}
