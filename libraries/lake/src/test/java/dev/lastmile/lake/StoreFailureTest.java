package dev.lastmile.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class StoreFailureTest {
    @Test
    void aStoreThatIsAwayIsNamedWithTheVariables() {
        SdkClientException rejected =
                SdkClientException.create("Connect to http://127.0.0.1:1 failed", new ConnectException("refused"));

        assertThat(StoreFailure.in(new RuntimeException("task failed", rejected)))
                .contains("The S3 store of the warehouse does not answer as it should: Connect to http://127.0.0.1:1"
                        + " failed. Check that it runs, LASTMILE_WAREHOUSE, MLFLOW_S3_ENDPOINT_URL, AWS_ACCESS_KEY_ID"
                        + " and AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void aDatabaseThatIsAwayIsNamedWithTheVariables() {
        SQLException lost =
                new SQLException("An I/O error occurred while sending to the backend.", "08006", new EOFException());

        assertThat(StoreFailure.in(new RuntimeException("Failed to commit", lost)))
                .contains(
                        "The database of the catalog does not answer as it should: An I/O error occurred while sending"
                                + " to the backend. Check that it runs, LASTMILE_CATALOG_URI, LASTMILE_CATALOG_USER and"
                                + " LASTMILE_CATALOG_PASSWORD");
        assertThat(StoreFailure.in(new SQLException("UNIQUE constraint failed", "23505")))
                .isEmpty();
    }

    @Test
    void nothingIsSaidOfAnotherFailure() {
        assertThat(StoreFailure.in(new RuntimeException(new ConnectException("refused"))))
                .isEmpty();
    }
}
