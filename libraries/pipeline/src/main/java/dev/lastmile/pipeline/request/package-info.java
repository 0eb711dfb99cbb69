/** Values of Spark's rows as a request to the service has them. */
package dev.lastmile.pipeline.request;
