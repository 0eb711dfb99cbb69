package dev.lastmile.serving.core.prediction;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.chain.ChampionPair;
import java.util.UUID;

/**
 * An answer.
 *
 * @param id its own, by which it is found in the prediction log
 * @param millis when it was given, since 1970
 * @param pair the versions that gave it
 * @param rows what was asked
 * @param outputs one value or vector a row, by the output's name; null where there were no rows
 */
public record Prediction(UUID id, long millis, ChampionPair pair, Batch rows, Batch outputs) {}
