/** Not API: stages that read dates and timestamps. */
package dev.lastmile.onnx.spark.internal.stages.date;
