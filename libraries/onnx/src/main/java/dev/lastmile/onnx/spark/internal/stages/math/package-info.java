/** Not API: mathematics that stages of several families have in common, as nodes of a graph. */
package dev.lastmile.onnx.spark.internal.stages.math;
