/** Which model versions exist, which one is champion, and why. */
package dev.lastmile.pipeline.registry;
