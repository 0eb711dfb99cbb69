/** The project's own endpoint: named fields in, named outputs back, described in OpenAPI by the model that answers. */
package dev.lastmile.serving.rest;
