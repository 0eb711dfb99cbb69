/** Not API: merges the graphs of a chain into one. */
package dev.lastmile.onnx.internal.chain;
