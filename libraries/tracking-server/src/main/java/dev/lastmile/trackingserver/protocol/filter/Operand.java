package dev.lastmile.trackingserver.protocol.filter;

import java.util.List;

/** The right side of a comparison. */
sealed interface Operand {
    record Text(String text) implements Operand {}

    record Number(String digits) implements Operand {}

    record Texts(List<String> texts) implements Operand {}

    record Nothing() implements Operand {}
}
