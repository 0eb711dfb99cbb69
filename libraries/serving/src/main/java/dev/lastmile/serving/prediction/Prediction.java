package dev.lastmile.serving.prediction;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.ChampionPair;

/**
 * An answer.
 *
 * @param pair the versions that gave it
 * @param rows what was asked
 * @param outputs one value or vector a row, by the output's name; null where there were no rows
 */
public record Prediction(ChampionPair pair, Batch rows, Batch outputs) {}
