/** Not API: the protobuf messages that graphs are made of. */
package dev.lastmile.onnx.internal.proto;
