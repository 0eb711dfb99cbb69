package dev.lastmile.tracking;

/** MLflow's status of a run. */
public enum RunStatus {
    RUNNING,
    SCHEDULED,
    FINISHED,
    FAILED,
    KILLED
}
