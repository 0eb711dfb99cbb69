/** Not API: the Catalyst node that scores rows with ONNX models, and how it reads batches of rows or of columns. */
package dev.lastmile.onnx.spark.internal.scoring;
