/** Training with Tribuo in a step; only projects that bring Tribuo use it. */
package dev.lastmile.pipeline.tribuo;
