/** No API: the stages of Spark ML as nodes of a graph, one file each, and what the transformation needs. */
package dev.lastmile.onnx.spark.internal;
