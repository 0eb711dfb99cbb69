/** Profiles a data file and derives from it what a project needs: {@link dev.lastmile.profile.DataFile} is the entry. */
package dev.lastmile.profile;
