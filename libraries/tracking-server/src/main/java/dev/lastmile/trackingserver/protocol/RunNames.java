package dev.lastmile.trackingserver.protocol;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Generates names, such as {@code calm-heron-417}. */
public final class RunNames {
    private static final List<String> HOW = List.of(
            "able", "agile", "bold", "brave", "bright", "calm", "clear", "clever", "eager", "fair", "fast", "gentle",
            "grand", "keen", "kind", "lively", "lucky", "mellow", "merry", "neat", "noble", "proud", "quick", "quiet",
            "rapid", "shiny", "smart", "steady", "sunny", "swift", "vivid", "wise");
    private static final List<String> WHO = List.of(
            "auk", "bee", "carp", "crane", "deer", "dove", "duck", "finch", "fox", "goat", "gull", "hare", "hawk",
            "heron", "horse", "lark", "loon", "lynx", "mole", "moose", "newt", "otter", "owl", "perch", "quail",
            "raven", "seal", "shrew", "snipe", "stork", "swan", "wren");

    private RunNames() {}

    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HOW.get(random.nextInt(HOW.size())) + "-" + WHO.get(random.nextInt(WHO.size())) + "-"
                + random.nextInt(1000);
    }
}
