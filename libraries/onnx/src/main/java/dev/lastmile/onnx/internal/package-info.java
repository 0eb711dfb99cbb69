/** No API: columns as tensors, and the rules that a graph carries. */
package dev.lastmile.onnx.internal;
