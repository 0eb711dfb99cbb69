package dev.lastmile.profile;

import dev.lastmile.contract.DataContract;
import dev.lastmile.profile.decision.DatasetProfile;
import dev.lastmile.profile.decision.DatasetProfiler;
import dev.lastmile.profile.decision.DecisionRules;
import dev.lastmile.profile.decision.Decisions;
import dev.lastmile.profile.decision.ProfileOptions;
import dev.lastmile.profile.decision.Summary;
import dev.lastmile.profile.source.DatasetPropertiesSource;
import dev.lastmile.profile.source.FeaturePipelineSource;
import dev.lastmile.profile.source.ModelSource;
import dev.lastmile.profile.source.RawContract;
import dev.lastmile.profile.source.RequestExample;
import java.nio.file.Path;
import java.util.List;

/** A profiled data file and what a project needs of it. Immutable. */
public final class DataFile {
    private final Decisions decisions;

    private DataFile(Decisions decisions) {
        this.decisions = decisions;
    }

    /**
     * Profiles a file and decides what becomes of its columns.
     *
     * @throws dev.lastmile.profile.file.ProfileException naming what does not fit, and the remedy
     */
    public static DataFile of(Path file, ProfileOptions options) {
        DatasetProfile profile = DatasetProfiler.profile(file, options);
        return new DataFile(DecisionRules.decide(profile, options));
    }

    /** What was decided, and the profile that it follows from. */
    public Decisions decisions() {
        return decisions;
    }

    /** Lines for people, what they should look at first. */
    public List<String> summary() {
        return Summary.lines(decisions);
    }

    /**
     * The contract of the raw dataset.
     *
     * @param dataset such as {@code lake.raw.customers}
     */
    public DataContract contract(String dataset) {
        return RawContract.of(dataset, decisions);
    }

    /**
     * The text of {@code dataset.properties}.
     *
     * @param dataset such as {@code customers}
     * @param place {@code file=} and a class path resource, or {@code location=} and a path
     */
    public String properties(String dataset, String place) {
        return DatasetPropertiesSource.of(decisions, dataset, place);
    }

    /** Java source of the class {@code Model}. */
    public String model(String packageName) {
        return ModelSource.of(decisions, packageName);
    }

    /** Java source of the class {@code FeaturePipeline}. */
    public String featurePipeline(String packageName) {
        return FeaturePipelineSource.of(decisions, packageName);
    }

    /** A request for the prediction of one row, in JSON. */
    public String request() {
        return RequestExample.of(decisions);
    }

    /** The same request in short lines, for people. */
    public String wrappedRequest() {
        return RequestExample.wrapped(decisions);
    }
}
