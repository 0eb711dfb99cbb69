/** Not part of the API: it may change in any version. */
package dev.lastmile.serving.internal;
