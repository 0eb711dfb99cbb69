package dev.lastmile.serving.core.internal.prediction;

import dev.lastmile.onnx.Batch;
import dev.lastmile.tracking.model.ChampionPairRef;
import java.util.UUID;

/**
 * A scored request.
 *
 * @param id key in the prediction log
 * @param millis when it was scored, in milliseconds since 1970
 * @param pair versions that scored
 * @param rows inputs of the request, dates and timestamps as text in ISO 8601
 * @param outputs one value or vector per row, by the output's name; null for a request without rows
 */
public record Prediction(UUID id, long millis, ChampionPairRef pair, Batch rows, Batch outputs) {}
