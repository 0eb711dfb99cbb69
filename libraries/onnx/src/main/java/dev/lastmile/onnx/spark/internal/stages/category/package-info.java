/** Not API: stages that index labels or make vectors of indices. */
package dev.lastmile.onnx.spark.internal.stages.category;
