/** Limits of connections, below HTTP: how many there are, how long a request's headers take, and how much is unread. */
package dev.lastmile.httpguard.connection;
