package dev.lastmile.profile.leakage;

import dev.lastmile.profile.leakage.Leak.Relation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Looks for columns that determine the label: each is fitted on a seeded half of the rows and scored on the other. Of
 * classes a tree of depth two with an AUC over 0.99, for every class against the others that has at least five rows on both
 * sides; of numbers an isotonic fit or a tree of 64 leaves with an R² over 0.99. Sums and differences of two numeric columns
 * too, of the first forty, and differences of two times.
 */
public final class LeakSearch {
    private static final double LIMIT = 0.99;
    private static final int LEAST = 5;
    private static final int MOST_PAIRED = 40;
    private static final int MOST_CLASSES = 20;
    private static final double NULL = Double.NEGATIVE_INFINITY;

    private static final int PAIR_ROWS = 2000;
    /** Most pairs are nowhere near, which fewer rows show. */
    private static final int FIRST_ROWS = 250;

    private static final double FIRST_LIMIT = 0.9;

    private int[] train;
    private int[] test;
    private final List<double[]> targets = new ArrayList<>();
    private final boolean classes;

    private LeakSearch(int rows, boolean classes) {
        SplittableRandom random = new SplittableRandom(7);
        boolean[] side = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            side[i] = random.nextBoolean();
        }
        this.train = IntStream.range(0, rows).filter(i -> side[i]).toArray();
        this.test = IntStream.range(0, rows).filter(i -> !side[i]).toArray();
        this.classes = classes;
    }

    /** A search for a label of classes; no cell is null. */
    public static LeakSearch ofClasses(String[] label) {
        LeakSearch search = new LeakSearch(label.length, true);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String name : label) {
            counts.merge(name, 1, Integer::sum);
        }
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_CLASSES)
                .forEach(name -> search.addTarget(label, name.getKey()));
        if (counts.size() == 2 && search.targets.size() == 2) {
            search.targets.remove(1);
        }
        return search;
    }

    /** A search for a label of numbers. */
    public static LeakSearch ofNumbers(double[] label) {
        LeakSearch search = new LeakSearch(label.length, false);
        search.targets.add(label);
        return search;
    }

    private void addTarget(String[] label, String name) {
        double[] target = new double[label.length];
        for (int i = 0; i < label.length; i++) {
            target[i] = label[i].equals(name) ? 1 : 0;
        }
        if (count(target, train) >= LEAST && count(target, test) >= LEAST) {
            targets.add(target);
        }
    }

    private static long count(double[] target, int[] rows) {
        return Arrays.stream(rows).filter(i -> target[i] > 0).count();
    }

    /**
     * The leaks, single columns first.
     *
     * @param numbers by name: a number per row, NaN for null
     * @param times by name: seconds or days per row, NaN for null; only their differences are looked at, since a label that
     *     changes slowly follows from every time
     * @param texts by name: a text per row, null for null
     */
    public List<Leak> find(Map<String, double[]> numbers, Map<String, double[]> times, Map<String, String[]> texts) {
        List<Leak> leaks = new ArrayList<>();
        if (targets.isEmpty() || train.length < 2 * LEAST || test.length < 2 * LEAST) {
            return leaks;
        }
        Map<String, double[]> rest = new LinkedHashMap<>();
        numbers.forEach((name, values) -> {
            OptionalDouble score = determining(values);
            score.ifPresentOrElse(
                    value -> leaks.add(new Leak(Relation.ALONE, List.of(name), measure(), value)),
                    () -> rest.put(name, values));
        });
        texts.forEach((name, values) -> {
            double worst = 1;
            for (double[] target : targets) {
                worst = Math.min(worst, score(encoded(values, target), target));
            }
            if (worst > LIMIT) {
                leaks.add(new Leak(Relation.ALONE, List.of(name), measure(), worst));
            }
        });
        pairs(rest, List.of(Relation.SUM, Relation.DIFFERENCE), leaks);
        pairs(times, List.of(Relation.DIFFERENCE), leaks);
        return leaks;
    }

    private void pairs(Map<String, double[]> columns, List<Relation> relations, List<Leak> leaks) {
        int[] allTrain = train;
        int[] allTest = test;
        List<String> names = columns.keySet().stream().limit(MOST_PAIRED).toList();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                double[] one = columns.get(names.get(i));
                double[] other = columns.get(names.get(j));
                for (Relation relation : relations) {
                    double[] both = new double[one.length];
                    Arrays.setAll(both, k -> relation == Relation.SUM ? one[k] + other[k] : one[k] - other[k]);
                    if (!isNear(both, allTrain, allTest)) {
                        continue;
                    }
                    train = Arrays.copyOf(allTrain, Math.min(allTrain.length, PAIR_ROWS));
                    test = Arrays.copyOf(allTest, Math.min(allTest.length, PAIR_ROWS));
                    List<String> pair = List.of(names.get(i), names.get(j));
                    determining(both).ifPresent(value -> leaks.add(new Leak(relation, pair, measure(), value)));
                }
            }
        }
        train = allTrain;
        test = allTest;
    }

    // By the first target on a few rows, if these are enough to tell.
    private boolean isNear(double[] values, int[] allTrain, int[] allTest) {
        train = Arrays.copyOf(allTrain, Math.min(allTrain.length, FIRST_ROWS));
        test = Arrays.copyOf(allTest, Math.min(allTest.length, FIRST_ROWS));
        double[] target = targets.get(0);
        boolean isTelling = !classes || count(target, train) >= LEAST && count(target, test) >= LEAST;
        return !isTelling || score(values, target) > FIRST_LIMIT;
    }

    private String measure() {
        return classes ? "AUC" : "R²";
    }

    /** The score, if it is over the limit for every target. */
    private OptionalDouble determining(double[] values) {
        double worst = 1;
        for (double[] target : targets) {
            worst = Math.min(worst, score(values, target));
            if (worst <= LIMIT) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(worst);
    }

    private double score(double[] given, double[] target) {
        double[] x = new double[train.length];
        double[] y = new double[train.length];
        for (int i = 0; i < train.length; i++) {
            x[i] = Double.isNaN(given[train[i]]) ? NULL : given[train[i]];
            y[i] = target[train[i]];
        }
        if (classes) {
            StepFit tree = StepFit.fit(x, y, 4, 2, 1);
            return scored(given, target, tree::at);
        }
        StepFit tree = StepFit.fit(x, y, 64, 64, 2);
        double best = scored(given, target, tree::at);
        IsotonicFit rising = IsotonicFit.fit(x, y);
        best = Math.max(best, scored(given, target, rising::at));
        double[] negative = Arrays.stream(x).map(v -> -v).toArray();
        IsotonicFit falling = IsotonicFit.fit(negative, y);
        return Math.max(best, scored(given, target, v -> falling.at(-v)));
    }

    private double scored(double[] given, double[] target, DoubleUnaryOperator fit) {
        double[] predicted = new double[test.length];
        double[] label = new double[test.length];
        for (int i = 0; i < test.length; i++) {
            double value = given[test[i]];
            predicted[i] = fit.applyAsDouble(Double.isNaN(value) ? NULL : value);
            label[i] = target[test[i]];
        }
        return classes ? Scores.auc(predicted, label) : Scores.r2(predicted, label);
    }

    // A text is the mean label of its training rows; what is not among them is the mean of all.
    private double[] encoded(String[] texts, double[] target) {
        Map<String, double[]> sums = new HashMap<>();
        double all = 0;
        for (int i : train) {
            double[] sum = sums.computeIfAbsent(String.valueOf(texts[i]), text -> new double[2]);
            sum[0] += target[i];
            sum[1]++;
            all += target[i];
        }
        double mean = all / train.length;
        double[] encoded = new double[texts.length];
        for (int i = 0; i < texts.length; i++) {
            double[] sum = sums.get(String.valueOf(texts[i]));
            encoded[i] = sum == null ? mean : sum[0] / sum[1];
        }
        return encoded;
    }
}
