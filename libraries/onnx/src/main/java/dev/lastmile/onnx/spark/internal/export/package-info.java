/** Not API: converts the stages of a pipeline in their order and adds the outputs, the row status and the metadata. */
package dev.lastmile.onnx.spark.internal.export;
