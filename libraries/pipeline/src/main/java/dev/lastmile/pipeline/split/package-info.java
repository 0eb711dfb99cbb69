/** Training, validation and test rows. */
package dev.lastmile.pipeline.split;
