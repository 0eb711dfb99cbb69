package dev.lastmile.pipeline.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.report.chart.Chart;

/**
 * A chart, and the numbers that it shows.
 *
 * @param name of its files, without the ending
 * @param caption what it shows, of which rows
 * @param numbers its JSON
 */
record Figure(String name, String caption, ObjectNode numbers, Chart chart) {}
