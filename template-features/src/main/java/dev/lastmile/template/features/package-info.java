/** The feature pipeline: fitted and registered as a separate model, then applied to the raw data. */
package dev.lastmile.template.features;
