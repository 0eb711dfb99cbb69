/** Jakarta REST resources and the event-loop route, thin adapters of the protocols in serving-core. */
package dev.lastmile.serving.internal.rest;
