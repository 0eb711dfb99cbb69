/** Not API: stages that read and make vectors: scaling, selection, products, assembly. */
package dev.lastmile.onnx.spark.internal.stages.vector;
