package dev.lastmile.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class StoreFailureTest {
    @Test
    void aStoreThatIsAwayIsNamedWithTheVariables() {
        SdkClientException refused =
                SdkClientException.create("Connect to http://127.0.0.1:1 failed", new ConnectException("refused"));

        assertThat(StoreFailure.in(new RuntimeException("task failed", refused)))
                .contains("The S3 store of the warehouse does not answer as it should: Connect to http://127.0.0.1:1"
                        + " failed. Check that it runs, LASTMILE_WAREHOUSE, MLFLOW_S3_ENDPOINT_URL, AWS_ACCESS_KEY_ID"
                        + " and AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void nothingIsSaidOfAnotherFailure() {
        assertThat(StoreFailure.in(new RuntimeException(new ConnectException("refused"))))
                .isEmpty();
    }
}
