/** What the values of one column are, within bounded memory. */
package dev.lastmile.profile.column;
