/**
 * A client of the MLflow REST protocol, as MLflow 3 speaks it.
 *
 * <p>{@link dev.lastmile.tracking.TrackingClient} is the entry point; {@link dev.lastmile.tracking.TrackingConfig} reads the
 * address and the credentials from MLflow's environment variables.
 */
package dev.lastmile.tracking;
