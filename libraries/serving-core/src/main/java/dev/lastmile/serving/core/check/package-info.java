/** Checks for whoever registers a model, by the service's own loader. */
package dev.lastmile.serving.core.check;
