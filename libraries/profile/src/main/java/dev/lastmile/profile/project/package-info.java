/** Writes what a project needs of a data file into it, and shows what that changes. */
package dev.lastmile.profile.project;
