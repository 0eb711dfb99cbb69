/**
 * One description of a dataset that serves the batch job and the real-time service: columns, types, roles and rules.
 *
 * <p>{@link dev.lastmile.contract.DataContract} reads the file, {@link dev.lastmile.contract.ColumnRules} checks single
 * values, {@link dev.lastmile.contract.DatasetRules} a whole dataset. Nothing here needs Spark.
 */
package dev.lastmile.contract;
