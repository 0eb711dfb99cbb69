/** What makes a step's JVM start quickly. */
package dev.lastmile.pipeline.startup;
