package dev.lastmile.trackingserver.protocol.filter;

import java.util.List;

/** What a comparison compares with. */
sealed interface Operand {
    record Text(String text) implements Operand {}

    record Number(String digits) implements Operand {}

    record Texts(List<String> texts) implements Operand {}

    record Nothing() implements Operand {}
}
