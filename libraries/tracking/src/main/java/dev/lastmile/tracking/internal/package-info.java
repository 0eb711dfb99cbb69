/** Implementation of the protocol; not an API. */
package dev.lastmile.tracking.internal;
