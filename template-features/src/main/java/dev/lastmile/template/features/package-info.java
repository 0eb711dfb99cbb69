/** The feature pipeline: fitted and registered as a model of its own, then applied to make {@code interim} data. */
package dev.lastmile.template.features;
