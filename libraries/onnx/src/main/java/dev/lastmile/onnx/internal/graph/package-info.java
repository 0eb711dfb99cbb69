/** No API: writes ONNX models; needs the ONNX protobuf classes of {@code tribuo-util-onnx}. */
package dev.lastmile.onnx.internal.graph;
