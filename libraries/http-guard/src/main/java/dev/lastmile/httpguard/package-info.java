/**
 * Rules for requests of an HTTP server on Vert.x, which the service and the embedded tracking server share: what the headers
 * say of a body, how long it may take, how many requests are in flight, pages of other sites, keys, and the address to listen
 * on. The servers decide which rule holds for which path; nothing here is a bean or reads a configuration.
 */
package dev.lastmile.httpguard;
