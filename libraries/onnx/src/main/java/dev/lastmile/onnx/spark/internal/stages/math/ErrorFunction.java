package dev.lastmile.onnx.spark.internal.stages.math;

import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;

/**
 * The error function of 64-bit numbers, for which ONNX Runtime has no kernel of {@code Erf}: the rational
 * approximations of FreeBSD's {@code s_erf.c} (Sun Microsystems, 1993), within one unit in the last place or so.
 */
public final class ErrorFunction {
    private static final double[] SMALL_ABOVE = {
        1.28379167095512558561e-01,
        -3.25042107247001499370e-01,
        -2.84817495755985104766e-02,
        -5.77027029648944159157e-03,
        -2.37630166566501626084e-05
    };
    private static final double[] SMALL_BELOW = {
        1,
        3.97917223959155352819e-01,
        6.50222499887672944485e-02,
        5.08130628187576562776e-03,
        1.32494738004321644526e-04,
        -3.96022827877536812320e-06
    };
    private static final double AT_ONE = 8.45062911510467529297e-01;
    private static final double[] MIDDLE_ABOVE = {
        -2.36211856075265944077e-03,
        4.14856118683748331666e-01,
        -3.72207876035701323847e-01,
        3.18346619901161753674e-01,
        -1.10894694282396677476e-01,
        3.54783043256182359371e-02,
        -2.16637559486879084300e-03
    };
    private static final double[] MIDDLE_BELOW = {
        1,
        1.06420880400844228286e-01,
        5.40397917702171048937e-01,
        7.18286544141962662868e-02,
        1.26171219808761642112e-01,
        1.36370839120290507362e-02,
        1.19844998467991074170e-02
    };
    private static final double[] LARGE_ABOVE = {
        -9.86494403484714822705e-03,
        -6.93858572707181764372e-01,
        -1.05586262253232909814e+01,
        -6.23753324503260060396e+01,
        -1.62396669462573470355e+02,
        -1.84605092906711035994e+02,
        -8.12874355063065934246e+01,
        -9.81432934416914548592e+00
    };
    private static final double[] LARGE_BELOW = {
        1,
        1.96512716674392571292e+01,
        1.37657754143519042600e+02,
        4.34565877475229228821e+02,
        6.45387271733267880336e+02,
        4.29008140027567833386e+02,
        1.08635005541779435134e+02,
        6.57024977031928170135e+00,
        -6.04244152148580987438e-02
    };
    private static final double[] LARGEST_ABOVE = {
        -9.86494292470009928597e-03,
        -7.99283237680523006574e-01,
        -1.77579549177547519889e+01,
        -1.60636384855821916062e+02,
        -6.37566443368389627722e+02,
        -1.02509513161107724954e+03,
        -4.83519191608651397019e+02
    };
    private static final double[] LARGEST_BELOW = {
        1,
        3.03380607434824582924e+01,
        3.25792512996573918826e+02,
        1.53672958608443695994e+03,
        3.19985821950859553908e+03,
        2.55305040643316442583e+03,
        4.74528541206955367215e+02,
        -2.24409524465858183362e+01
    };
    private static final double MIDDLE_FROM = 0.84375;
    private static final double LARGE_FROM = 1.25;
    private static final double LARGEST_FROM = 1 / 0.35;
    private static final double ONE_FROM = 6;

    private final GraphBuilder builder;

    private ErrorFunction(GraphBuilder builder) {
        this.builder = builder;
    }

    /**
     * Of each number.
     *
     * @param values DOUBLE {@code [N]}
     */
    public static Value of(Value values) {
        return new ErrorFunction(values.builder()).erf(values);
    }

    private Value erf(Value x) {
        Value magnitude = x.abs();
        Value square = x.mul(x);
        Value small = x.add(x.mul(ratio(SMALL_ABOVE, SMALL_BELOW, square)));
        Value fromOne = magnitude.sub(1);
        Value middle = ratio(MIDDLE_ABOVE, MIDDLE_BELOW, fromOne).add(AT_ONE);
        Value inverse = square.reciprocal();
        Value power = where(
                magnitude,
                LARGEST_FROM,
                ratio(LARGE_ABOVE, LARGE_BELOW, inverse),
                ratio(LARGEST_ABOVE, LARGEST_BELOW, inverse));
        Value exponent = power.sub(0.5625).sub(square);
        Value rest = exponent.exp().div(magnitude);
        Value large = rest.neg().add(1);
        Value one = rest.mul(0).add(1);
        Value positive = where(magnitude, LARGE_FROM, middle, where(magnitude, ONE_FROM, large, one));
        Value signed = x.sign().mul(positive);
        return where(magnitude, MIDDLE_FROM, small, signed);
    }

    private Value ratio(double[] above, double[] below, Value x) {
        return polynomial(above, x).div(polynomial(below, x));
    }

    private Value polynomial(double[] coefficients, Value x) {
        Value sum = x.mul(coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = sum.add(coefficients[i]);
            if (i > 0) {
                sum = sum.mul(x);
            }
        }
        return sum;
    }

    // NaN takes the branch below, which is NaN too.
    private Value where(Value magnitude, double from, Value below, Value above) {
        Value isBelow = magnitude.less(from);
        return builder.where(isBelow, below, above);
    }
}
