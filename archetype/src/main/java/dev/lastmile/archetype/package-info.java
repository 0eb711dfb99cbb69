/**
 * Makes a project of the template, and merges a newer template into a project.
 *
 * <p>The archetype plugin copies nothing: it calls {@link dev.lastmile.archetype.Generator} after it has prompted for its
 * options, so that nothing is written before every option was checked. Only the JDK is used, since the plugin gives the
 * classes of an archetype no dependencies.
 */
package dev.lastmile.archetype;
