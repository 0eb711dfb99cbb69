/** Not API: clusterings. */
package dev.lastmile.onnx.spark.internal.stages.clustering;
