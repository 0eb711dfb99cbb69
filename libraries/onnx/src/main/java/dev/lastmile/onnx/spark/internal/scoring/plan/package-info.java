/** Scoring as a step of Spark's logical and physical plans. */
package dev.lastmile.onnx.spark.internal.scoring.plan;
