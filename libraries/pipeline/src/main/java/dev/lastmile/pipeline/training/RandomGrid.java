package dev.lastmile.pipeline.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;

/**
 * Random settings for a search: give them to a {@code CrossValidator} or a {@code TrainValidationSplit} in place of a grid,
 * which tries every combination. The same seed and calls give the same settings.
 */
public final class RandomGrid {
    private final long seed;
    private final List<Draw> draws = new ArrayList<>();

    private interface Draw {
        void into(ParamMap point, Random random);
    }

    /** @param seed of the random numbers */
    public RandomGrid(long seed) {
        this.seed = seed;
    }

    /**
     * Draws a number, each in a range equally likely.
     *
     * @throws IllegalArgumentException if the range is not from a smaller to a larger number
     */
    public RandomGrid between(DoubleParam param, double least, double most) {
        require(least < most, param, least, most);
        return add(param, random -> least + (most - least) * random.nextDouble());
    }

    /**
     * Draws a positive number whose logarithm is equally likely in a range, such as a step size or a regularization.
     *
     * @throws IllegalArgumentException if the range is not from a smaller to a larger positive number
     */
    public RandomGrid onLogScale(DoubleParam param, double least, double most) {
        require(0 < least && least < most, param, least, most);
        return add(
                param, random -> Math.exp(Math.log(least) + (Math.log(most) - Math.log(least)) * random.nextDouble()));
    }

    /**
     * Draws an integer, both ends included.
     *
     * @throws IllegalArgumentException if the range is not from a smaller to a larger integer
     */
    public RandomGrid between(IntParam param, int least, int most) {
        require(least < most, param, least, most);
        return add(param, random -> least + random.nextInt(most - least + 1));
    }

    /**
     * Draws one of some values.
     *
     * @throws IllegalArgumentException if there is none
     */
    @SafeVarargs
    public final <T> RandomGrid oneOf(Param<T> param, T... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException(param.name() + " has no values to draw from. Give one or more.");
        }
        return add(param, random -> values[random.nextInt(values.length)]);
    }

    /**
     * The settings.
     *
     * @param count how many
     */
    public ParamMap[] draw(int count) {
        Random random = new Random(seed);
        ParamMap[] points = new ParamMap[count];
        for (int i = 0; i < count; i++) {
            ParamMap point = new ParamMap();
            draws.forEach(draw -> draw.into(point, random));
            points[i] = point;
        }
        return points;
    }

    @SuppressWarnings("unchecked") // Spark's parameters of numbers have Scala's Object for their type.
    private RandomGrid add(Param<?> param, Function<Random, Object> value) {
        draws.add((point, random) -> point.put((Param<Object>) param, value.apply(random)));
        return this;
    }

    private static void require(boolean fits, Param<?> param, Number least, Number most) {
        if (!fits) {
            throw new IllegalArgumentException(param.name() + " cannot be drawn from " + least + " to " + most
                    + ". Give a smaller and a larger number, on a log scale both positive.");
        }
    }
}
