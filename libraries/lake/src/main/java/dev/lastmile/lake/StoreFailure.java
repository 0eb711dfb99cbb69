package dev.lastmile.lake;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What is said of a failure that comes from the warehouse's S3 store, however deep Spark and Iceberg have wrapped it. */
public final class StoreFailure {
    private static final String SDK = "software.amazon.awssdk.";

    private StoreFailure() {}

    /**
     * A sentence that names the variables to look at, with what the AWS SDK says, which names the address.
     *
     * @return empty if the SDK has no part in the failure
     */
    public static Optional<String> in(Throwable failure) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause.getClass().getName().startsWith(SDK)) {
                return Optional.of("The S3 store of the warehouse does not answer as it should: " + cause.getMessage()
                        + ". Check that it runs, " + LakeConfig.WAREHOUSE + ", " + S3Warehouse.ENDPOINT + ", "
                        + S3Warehouse.KEY + " and " + S3Warehouse.SECRET);
            }
        }
        return Optional.empty();
    }
}
