/**
 * The values of a graph and the operators that make them: what a converter of a stage works with.
 *
 * <p>Whoever makes graphs needs the ONNX protobuf classes of {@code tribuo-util-onnx} at run time.
 */
package dev.lastmile.onnx.graph;
