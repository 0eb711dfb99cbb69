/**
 * Scores requests without an HTTP server: the chain of models, the protocols' formats, and the served champion.
 *
 * <p>A request passes through {@link dev.lastmile.serving.core.protocol.ScoringProtocol} (one per protocol), {@link
 * dev.lastmile.serving.core.prediction.Predictor}, {@link dev.lastmile.serving.core.chain.ChampionChain} and ONNX Runtime.
 */
package dev.lastmile.serving.core;
