/** How a data file is encoded and divided into records. */
package dev.lastmile.profile.file;
