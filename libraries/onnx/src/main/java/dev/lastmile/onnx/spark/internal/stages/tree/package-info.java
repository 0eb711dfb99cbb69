/** Not API: trees, forests and boosted trees, and what is looked up as in a tree. */
package dev.lastmile.onnx.spark.internal.stages.tree;
