/** Not API: classifiers that are neither trees nor linear. */
package dev.lastmile.onnx.spark.internal.stages.classification;
