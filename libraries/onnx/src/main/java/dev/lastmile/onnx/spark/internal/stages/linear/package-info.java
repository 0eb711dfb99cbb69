/** Not API: linear models, generalized linear models and factorization machines. */
package dev.lastmile.onnx.spark.internal.stages.linear;
