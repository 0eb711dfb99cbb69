package dev.lastmile.lake;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is said of a failure that comes from the warehouse's S3 store or from the connection to the catalog's database,
 * however deep Spark and Iceberg have wrapped it.
 */
public final class StoreFailure {
    private static final String SDK = "software.amazon.awssdk.";

    private StoreFailure() {}

    /**
     * A sentence that names the variables to look at, with what the AWS SDK or the database's driver says.
     *
     * @return empty if neither of them has a part in the failure
     */
    public static Optional<String> in(Throwable failure) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isOfConnection(sql)) {
                return Optional.of("The database of the catalog does not answer as it should: " + cause.getMessage()
                        + " Check that it runs, " + LakeConfig.CATALOG_URI + ", " + LakeConfig.CATALOG_USER + " and "
                        + LakeConfig.CATALOG_PASSWORD);
            }
            if (cause.getClass().getName().startsWith(SDK)) {
                return Optional.of("The S3 store of the warehouse does not answer as it should: " + cause.getMessage()
                        + ". Check that it runs, " + LakeConfig.WAREHOUSE + ", " + S3Warehouse.ENDPOINT + ", "
                        + S3Warehouse.KEY + " and " + S3Warehouse.SECRET);
            }
        }
        return Optional.empty();
    }

    // The classes of the SQL standard's connection exceptions, and of PostgreSQL's intervention by an operator.
    private static boolean isOfConnection(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }
}
