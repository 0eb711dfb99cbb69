package dev.lastmile.serving.core;

/** What the service does with a row that violates the contract of the model. */
public enum ContractMode {
    /** Rejects the request with 400. */
    ENFORCE,
    /** Scores the request, logs a violation a minute and counts all. */
    LOG,
    /** Does not check. */
    OFF
}
