/** The datasets: their names, their contracts, the raw file. */
package dev.lastmile.template.data;
