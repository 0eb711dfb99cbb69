/**
 * The checks that every request passes first, in {@code RequestGuard}: bodies, cross-site requests, tokens, and requests in
 * flight. The rules are shared with the service, in the library {@code http-guard}; this package decides which applies to
 * which path.
 */
package dev.lastmile.trackingserver.guard;
