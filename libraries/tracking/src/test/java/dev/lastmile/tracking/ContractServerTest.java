package dev.lastmile.tracking;

import java.net.URI;
import org.junit.jupiter.api.Tag;

/** The contract with a server that runs already, such as the embedded one: its address is in the variable. */
@Tag("running-server")
class ContractServerTest extends TrackingContract {
    static final String VARIABLE = "LASTMILE_TRACKING_CONTRACT_URI";

    @Override
    URI server() {
        return URI.create(System.getenv(VARIABLE));
    }
}
