/** Training with Spark ML: fit, export, compare with ONNX, and wrap as a candidate. */
package dev.lastmile.pipeline.training;
