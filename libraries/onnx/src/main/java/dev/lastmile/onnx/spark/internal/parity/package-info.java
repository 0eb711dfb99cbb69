/** Not API: compares what Spark ML and ONNX Runtime compute of the same rows. */
package dev.lastmile.onnx.spark.internal.parity;
