package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.protocol.Names;
import dev.lastmile.trackingserver.protocol.Pair;
import dev.lastmile.trackingserver.protocol.Parameters;
import java.util.List;
import java.util.Map;

/** Reads the datasets of a request and checks their limits. */
final class RunInputs {
    private RunInputs() {}

    static List<RunForm.Input> read(Parameters in) {
        return in.objects("datasets").stream().map(RunInputs::input).toList();
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
            Names.checkLength("InputTag key", key, 255);
            Names.checkLength("InputTag value", value, 500);
        });
        return new RunForm.Input(Pair.of(tags), read);
    }

    private static String limited(Parameters in, String name, int max) {
        String text = in.required(name);
        Names.checkLength(name, text, max);
        return text;
    }

    private static String optional(Parameters in, String name, int max) {
        String text = in.textWithContent(name).orElse(null);
        if (text != null) {
            Names.checkLength(name, text, max);
        }
        return text;
    }
}
