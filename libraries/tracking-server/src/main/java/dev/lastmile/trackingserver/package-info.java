/**
 * The embedded tracking server: MLflow's REST protocol over one H2 file and one folder of artifacts.
 *
 * <p>{@code experiment}, {@code run}, {@code loggedmodel}, {@code registry} and {@code artifact} each hold one part of
 * the protocol: thin resources, a class that answers, and its entities. {@code protocol} holds what they share: errors,
 * parameters, names, filters, pages. {@code page} shows it all to a person.
 */
package dev.lastmile.trackingserver;
