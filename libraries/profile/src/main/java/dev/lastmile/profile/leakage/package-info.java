/** Columns that determine the label on rows that were held out. */
package dev.lastmile.profile.leakage;
