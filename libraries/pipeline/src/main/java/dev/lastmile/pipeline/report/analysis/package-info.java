/** The numbers of a model's report: curves, calibration, permutation importance and partial dependence. */
package dev.lastmile.pipeline.report.analysis;
