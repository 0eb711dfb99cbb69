/**
 * Scores requests without an HTTP server: the chain of models, the protocols' formats, and the served champion.
 *
 * <p>Here are the exceptions that a project's own code may throw or catch. A request passes through
 * {@link dev.lastmile.serving.core.internal.protocol.ScoringProtocol} (one per protocol),
 * {@link dev.lastmile.serving.core.internal.prediction.Predictor},
 * {@link dev.lastmile.serving.core.internal.chain.ChampionChain} and ONNX Runtime.
 */
package dev.lastmile.serving.core;
