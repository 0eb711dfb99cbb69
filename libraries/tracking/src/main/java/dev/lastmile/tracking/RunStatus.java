package dev.lastmile.tracking;

/** Where a run stands, in MLflow's words. */
public enum RunStatus {
    RUNNING,
    SCHEDULED,
    FINISHED,
    FAILED,
    KILLED
}
