/**
 * JSON of responses and of the prediction log. {@link dev.lastmile.serving.core.internal.json.ColumnJsonWriter} is the only writer of
 * a model's columns.
 */
package dev.lastmile.serving.core.internal.json;
