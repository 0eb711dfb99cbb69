package dev.lastmile.lake;

import java.util.Map;
import java.util.Objects;

/**
 * How a run publishes.
 *
 * @param tag names the snapshot permanently, {@code run-<run id>}; unique in its dataset; letters, digits and {@code ._-}
 * @param summary kept with the snapshot, e.g. its lineage; keys beginning with {@code lastmile.} keep clear of Iceberg's
 *     own
 * @param observer told at each boundary
 */
public record Publication(String tag, Map<String, String> summary, PublishObserver observer) {
    public Publication {
        if (!tag.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || tag.equals("main")) {
            throw new LakeException("'" + tag + "' cannot tag a snapshot: letters, digits, '.', '_' and '-' can, and"
                    + " main is taken. Use run- and the run's id.");
        }
        summary = Map.copyOf(summary);
        Objects.requireNonNull(observer);
    }

    /** A publication that nothing is told about and that carries no summary of its own. */
    public static Publication tagged(String tag) {
        return new Publication(tag, Map.of(), PublishObserver.NONE);
    }
}
