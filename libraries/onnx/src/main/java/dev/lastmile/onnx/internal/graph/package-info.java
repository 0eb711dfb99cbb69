/** No API: makes ONNX graphs with typed, named values; needs the ONNX protobuf classes of {@code tribuo-util-onnx}. */
package dev.lastmile.onnx.internal.graph;
