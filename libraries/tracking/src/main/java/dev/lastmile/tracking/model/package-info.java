/** MLflow models as files: the {@code MLmodel} format and the folder around it. */
package dev.lastmile.tracking.model;
