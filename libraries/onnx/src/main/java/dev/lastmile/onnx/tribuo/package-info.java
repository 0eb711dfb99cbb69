/** Tribuo classifiers as ONNX, with columns by their contract names, and the parity of the two. */
package dev.lastmile.onnx.tribuo;
