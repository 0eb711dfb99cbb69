/** Not API: stages that read single numbers. */
package dev.lastmile.onnx.spark.internal.stages.number;
