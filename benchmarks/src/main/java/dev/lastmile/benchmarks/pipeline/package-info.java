/** The five steps on generated rows, at several sizes and after an increment. */
package dev.lastmile.benchmarks.pipeline;
