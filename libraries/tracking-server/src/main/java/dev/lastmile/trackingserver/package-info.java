/**
 * The embedded tracking server: MLflow's REST protocol over one H2 file and one folder of artifacts.
 *
 * <p>{@code experiment}, {@code run}, {@code loggedmodel}, {@code registry} and {@code artifact} each implement one part of
 * the protocol: thin resources, a service class, and its entities. {@code protocol} has the common parts: errors,
 * parameters, names, filters, pages. {@code page} is the HTML user interface.
 */
package dev.lastmile.trackingserver;
