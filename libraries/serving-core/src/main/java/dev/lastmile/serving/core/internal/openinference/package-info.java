/**
 * The Open Inference Protocol, version 2, over REST: <a
 * href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">its
 * specification</a>.
 */
package dev.lastmile.serving.core.internal.openinference;
