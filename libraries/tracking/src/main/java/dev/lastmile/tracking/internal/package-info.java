/** No API: how the protocol is spoken. */
package dev.lastmile.tracking.internal;
