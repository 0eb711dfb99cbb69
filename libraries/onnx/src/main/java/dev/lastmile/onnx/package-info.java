/**
 * Scoring with ONNX Runtime: a {@link dev.lastmile.onnx.Batch} of columns in, a batch of columns out.
 *
 * <p>Nothing here needs Spark, Tribuo or protobuf on the class path: what makes graphs is in the packages
 * {@code spark} and {@code tribuo}. Packages named {@code internal} are no API.
 */
package dev.lastmile.onnx;
