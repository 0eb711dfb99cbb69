/** Spark ML pipelines as ONNX, ONNX models as transformations of Spark's rows, and the parity of the two. */
package dev.lastmile.onnx.spark;
