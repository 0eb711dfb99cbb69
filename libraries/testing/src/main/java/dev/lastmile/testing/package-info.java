/** Fixtures of tests with Spark; a dependency of scope test. */
package dev.lastmile.testing;
