/** The contract, the reader, the feature pipeline and the request that follow from the decisions. */
package dev.lastmile.profile.source;
