/** What becomes of each column, and why. */
package dev.lastmile.profile.decision;
