package dev.lastmile.trackingserver.protocol;

/** Where the protocol lies. */
public final class Api {
    /** The version of MLflow whose protocol this is; clients ask for it. */
    public static final String MLFLOW_VERSION = "3.17.2";

    /** Both prefixes: programs use the first, pages the second. */
    public static final String MLFLOW = "/{api:(ajax-)?api}/2.0/mlflow/";

    public static final String ARTIFACTS = "/{api:(ajax-)?api}/2.0/mlflow-artifacts/artifacts";

    private Api() {}
}
