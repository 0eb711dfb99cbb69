package dev.lastmile.onnx.spark.internal.export;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.ml.clustering.DistributedLDAModel;
import org.apache.spark.ml.clustering.LocalLDAModel;
import org.apache.spark.ml.clustering.PowerIterationClustering;
import org.apache.spark.ml.feature.BucketedRandomProjectionLSHModel;
import org.apache.spark.ml.feature.CountVectorizerModel;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.MinHashLSHModel;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StopWordsRemover;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.Word2VecModel;
import org.apache.spark.ml.fpm.FPGrowthModel;
import org.apache.spark.ml.fpm.PrefixSpan;
import org.apache.spark.ml.recommendation.ALSModel;

/** What Spark ML has and no ONNX form is made of here, and why. */
final class UnsupportedStages {
    private static final String WORDS =
            "its column is an array of strings of any length for each row, and no tensor holds rows of different"
                    + " lengths";
    private static final String HASHES =
            "it makes an array of vectors for each row, which serves joins and searches of whole data frames, and no"
                    + " tensor is an array of vectors for a stage after it";
    private static final String TOPICS =
            "it fits the topics of each row from random numbers, step by step until they change"
                    + " no more, and the graph has neither random numbers nor loops";
    private static final String NO_TRANSFORMER = ", and leaves no model that transforms others";

    private static final Map<Class<?>, String> REASONS = reasons();

    private UnsupportedStages() {}

    private static Map<Class<?>, String> reasons() {
        Map<Class<?>, String> reasons = new LinkedHashMap<>();
        reasons.put(
                ALSModel.class,
                "it predicts by a join with its tables of users and items, which are data frames and no part of the"
                        + " model's parameters, and sums 32-bit numbers");
        reasons.put(BucketedRandomProjectionLSHModel.class, HASHES);
        reasons.put(CountVectorizerModel.class, WORDS);
        reasons.put(DistributedLDAModel.class, TOPICS);
        reasons.put(
                FPGrowthModel.class,
                "it compares each row's set of items, which has any size, with the rules that it has found, and a graph"
                        + " has no such type");
        reasons.put(
                FeatureHasher.class,
                "it hashes names and values of columns with MurmurHash 3, and ONNX has no operator for that");
        reasons.put(HashingTF.class, WORDS);
        reasons.put(LocalLDAModel.class, TOPICS);
        reasons.put(MinHashLSHModel.class, HASHES);
        reasons.put(NGram.class, WORDS);
        reasons.put(
                PowerIterationClustering.class,
                "it gives the clusters of the rows that it is called with" + NO_TRANSFORMER);
        reasons.put(PrefixSpan.class, "it gives the patterns of the rows that it is called with" + NO_TRANSFORMER);
        reasons.put(RegexTokenizer.class, WORDS);
        reasons.put(
                SQLTransformer.class, "its statement can be any query of Spark SQL, for which a graph has no engine");
        reasons.put(StopWordsRemover.class, WORDS);
        reasons.put(Tokenizer.class, WORDS);
        reasons.put(Word2VecModel.class, WORDS);
        return reasons;
    }

    /** Why a stage is rejected; empty for one that is not known here. */
    static Optional<String> reason(Class<?> stage) {
        return Optional.ofNullable(REASONS.get(stage));
    }

    /** All of them, in the order of their simple names. */
    static SortedMap<Class<?>, String> all() {
        SortedMap<Class<?>, String> all = new TreeMap<>(Comparator.<Class<?>, String>comparing(Class::getSimpleName));
        all.putAll(REASONS);
        return all;
    }
}
