package dev.lastmile.onnx;

/**
 * How a session of ONNX Runtime runs.
 *
 * @param intraOpThreads threads that one operator of one call may use, at least 1
 */
public record ScorerOptions(int intraOpThreads) {
    public ScorerOptions {
        if (intraOpThreads < 1) {
            throw new IllegalArgumentException(
                    "A session cannot run with " + intraOpThreads + " threads. Give it at least 1.");
        }
    }

    /** One thread a call, which is fastest where many threads score at once: in Spark's tasks and in a service. */
    public static ScorerOptions defaults() {
        return new ScorerOptions(1);
    }
}
