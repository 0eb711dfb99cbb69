/** Charts that are drawn as SVG, which needs no fonts, and as PNG, which needs those of the machine. */
package dev.lastmile.pipeline.report.chart;
