package dev.lastmile.profile.source;

import java.math.BigDecimal;

/** Numbers for people. */
final class Numbers {
    private Numbers() {}

    /** Without an exponent and without zeros at the end. */
    static String shown(double value) {
        return value == 0 ? "0" : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
