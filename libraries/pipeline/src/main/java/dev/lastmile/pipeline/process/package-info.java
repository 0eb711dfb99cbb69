/** Starts, finds and stops the processes that run beside a step: the embedded tracking server and the service. */
package dev.lastmile.pipeline.process;
