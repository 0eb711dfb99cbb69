/** Commands that are not steps: they look at, deploy and undo what steps have made. */
package dev.lastmile.pipeline.command;
