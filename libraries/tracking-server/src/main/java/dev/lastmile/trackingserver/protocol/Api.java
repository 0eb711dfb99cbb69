package dev.lastmile.trackingserver.protocol;

/** Where the protocol lies. */
public final class Api {
    /** The version of MLflow whose protocol this is; clients ask for it. */
    public static final String MLFLOW_VERSION = "3.17.2";

    /** Both prefixes: programs use the first, pages the second. */
    public static final String MLFLOW = "/{api:(ajax-)?api}/2.0/mlflow/";

    public static final String ARTIFACT_PROXY = "/{api:(ajax-)?api}/2.0/mlflow-artifacts/";

    public static final String ARTIFACTS = ARTIFACT_PROXY + "artifacts";

    /** Artifacts that can be stored, after either prefix. */
    public static final String ARTIFACTS_BELOW = "2.0/mlflow-artifacts/artifacts/";

    /** The request that logs datasets, after either prefix. */
    public static final String LOG_INPUTS = "2.0/mlflow/runs/log-inputs";

    /** Bytes of a JSON body. The largest that MLflow's own limits allow is a batch of metrics, with 1 MB. */
    public static final int MAX_BODY = 2 * 1024 * 1024;

    /** Bytes of a JSON body that logs datasets, with a profile of up to 16 MB. */
    public static final int MAX_INPUTS_BODY = 32 * 1024 * 1024;

    private Api() {}
}
