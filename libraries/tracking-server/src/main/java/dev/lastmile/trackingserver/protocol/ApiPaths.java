package dev.lastmile.trackingserver.protocol;

/** Paths and body limits of the protocol. */
public final class ApiPaths {
    /** The version of MLflow whose protocol this is; clients request it. */
    public static final String MLFLOW_VERSION = "3.17.2";

    /** Both prefixes: programs use the first, web pages the second. */
    public static final String MLFLOW = "/{api:(ajax-)?api}/2.0/mlflow/";

    public static final String ARTIFACT_PROXY = "/{api:(ajax-)?api}/2.0/mlflow-artifacts/";

    public static final String ARTIFACTS = ARTIFACT_PROXY + "artifacts";

    /** Artifact uploads, after either prefix. */
    public static final String ARTIFACTS_BELOW = "2.0/mlflow-artifacts/artifacts/";

    /** The request that logs datasets, after either prefix. */
    public static final String LOG_INPUTS = "2.0/mlflow/runs/log-inputs";

    /** Maximum JSON body, in bytes. The largest within MLflow's limits is a batch of metrics, 1 MB. */
    public static final int MAX_BODY = 2 * 1024 * 1024;

    /** Maximum JSON body that logs datasets, in bytes, with a profile of up to 16 MB. */
    public static final int MAX_INPUTS_BODY = 32 * 1024 * 1024;

    private ApiPaths() {}
}
