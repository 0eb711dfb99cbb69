/** Asks the real-time service from Java. */
package dev.lastmile.pipeline.client;
