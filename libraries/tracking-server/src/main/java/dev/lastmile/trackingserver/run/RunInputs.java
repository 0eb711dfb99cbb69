package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.protocol.KeyValue;
import dev.lastmile.trackingserver.protocol.NameRules;
import dev.lastmile.trackingserver.protocol.Parameters;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.util.List;
import java.util.Map;

/** Parses the inputs of a run, and checks their limits. */
final class RunInputs {
    /** Maximum characters of all datasets of a run, so that a response with the run fits into memory. */
    static final long MAX_TOTAL = 32L * 1024 * 1024;

    private RunInputs() {}

    static List<RunForm.Input> read(Parameters in) {
        return in.objects("datasets").stream().map(RunInputs::input).toList();
    }

    /** The id of a logged model. */
    static String modelId(Parameters model) {
        return limited(model, "model_id", 64);
    }

    /** Rejects more datasets than a run can have. */
    static void checkTotal(Run run) {
        long total = run.datasets.stream().mapToLong(DatasetInput::characters).sum();
        if (total > MAX_TOTAL) {
            throw ProtocolException.invalid("The datasets of run " + run.id + " would have " + total
                    + " characters, and a run can have at most " + MAX_TOTAL
                    + ". Log them without their profile, or log the profile as an artifact.");
        }
    }

    private static RunForm.Input input(Parameters in) {
        Parameters dataset = in.object("dataset");
        RunForm.Dataset read = new RunForm.Dataset(
                limited(dataset, "name", 500),
                limited(dataset, "digest", 36),
                limited(dataset, "source_type", 500),
                limited(dataset, "source", 65_535),
                optional(dataset, "schema", 1_048_575),
                optional(dataset, "profile", 16_777_215));
        Map<String, String> tags = in.pairs("tags");
        tags.forEach((key, value) -> {
            NameRules.checkLength("InputTag key", key, 255);
            NameRules.checkLength("InputTag value", value, 500);
        });
        return new RunForm.Input(KeyValue.of(tags), read);
    }

    private static String limited(Parameters in, String name, int max) {
        String text = in.required(name);
        NameRules.checkLength(name, text, max);
        return text;
    }

    private static String optional(Parameters in, String name, int max) {
        String text = in.textWithContent(name).orElse(null);
        if (text != null) {
            NameRules.checkLength(name, text, max);
        }
        return text;
    }
}
