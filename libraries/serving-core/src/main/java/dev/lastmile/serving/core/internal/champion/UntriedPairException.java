package dev.lastmile.serving.core.internal.champion;

import dev.lastmile.serving.core.ServingException;

/** A pair is not opened now: it is quarantined, or another process is trying it. The last good one is served. */
public final class UntriedPairException extends ServingException {
    UntriedPairException(String message) {
        super(message);
    }
}
