/**
 * What every request passes before anything else looks at it. {@code RequestGuard} asks one rule after the other: bodies,
 * pages of other sites, tokens, and what the requests in flight share. The rules themselves are those of the service, in the
 * library {@code http-guard}; which holds for which path is decided here.
 */
package dev.lastmile.trackingserver.guard;
