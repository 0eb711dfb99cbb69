/** How the lake does it on Spark and Iceberg; not API. */
package dev.lastmile.lake.internal;
