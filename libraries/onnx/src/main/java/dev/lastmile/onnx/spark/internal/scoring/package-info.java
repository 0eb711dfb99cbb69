/** Not API: how batches of rows or of columns are read, scored with ONNX models and returned. */
package dev.lastmile.onnx.spark.internal.scoring;
