package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.protocol.NameRules;
import dev.lastmile.trackingserver.protocol.Parameters;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The validated contents of a log request, which is atomic. */
record Batch(List<Point> metrics, Map<String, String> params, Map<String, String> tags) {
    private static final int MAX_METRICS = 1000;
    private static final int MAX_PAIRS = 100;

    record Point(String key, MetricValue value) {}

    /** Reads {@code metrics}, {@code params} and {@code tags}. */
    static Batch read(Parameters in) {
        List<Point> metrics = new ArrayList<>();
        for (Parameters metric : limited("metrics", in.objects("metrics"), MAX_METRICS)) {
            metrics.add(point(metric));
        }
        Map<String, String> params = new HashMap<>();
        for (Parameters param : limited("params", in.objects("params"), MAX_PAIRS)) {
            if (params.put(param.required("key"), param.text("value").orElse("")) != null) {
                throw ProtocolException.invalid("Duplicate parameter keys have been submitted: ['"
                        + param.required("key")
                        + "']. Please ensure the request contains only one param value per param key.");
            }
        }
        limited("tags", in.objects("tags"), MAX_PAIRS);
        limited("metrics, params, and tags", concat(in), MAX_METRICS);
        return checked(metrics, params, in.pairs("tags"));
    }

    /** Reads one metric. */
    static Batch metric(Parameters in) {
        return checked(List.of(point(in)), Map.of(), Map.of());
    }

    static Batch param(Parameters in) {
        return checked(List.of(), Map.of(in.required("key"), in.text("value").orElse("")), Map.of());
    }

    static Batch tag(Parameters in) {
        return checked(
                List.of(), Map.of(), Map.of(in.required("key"), in.text("value").orElse("")));
    }

    private static Point point(Parameters metric) {
        long time = metric.requiredInteger("timestamp");
        if (time < 0) {
            throw ProtocolException.invalid(
                    "Invalid value " + time + " for parameter 'timestamp' supplied: Timestamp must"
                            + " be a nonnegative long (64-bit integer)");
        }
        return new Point(
                metric.required("key"),
                MetricValue.of(metric.integer("step").orElse(0), time, metric.requiredNumber("value")));
    }

    private static Batch checked(List<Point> metrics, Map<String, String> params, Map<String, String> tags) {
        metrics.forEach(point -> NameRules.checkKey("key", point.key()));
        params.forEach((key, value) -> {
            NameRules.checkKey("key", key);
            NameRules.checkLength("Param value", value, NameRules.MAX_PARAM_VALUE);
        });
        NameRules.checkTags(tags, NameRules.MAX_TAG_VALUE);
        return new Batch(metrics, params, new LinkedHashMap<>(tags));
    }

    private static List<Parameters> concat(Parameters in) {
        List<Parameters> all = new ArrayList<>(in.objects("metrics"));
        all.addAll(in.objects("params"));
        all.addAll(in.objects("tags"));
        return all;
    }

    private static List<Parameters> limited(String what, List<Parameters> entries, int max) {
        if (entries.size() > max) {
            throw ProtocolException.invalid("A batch logging request can contain at most " + max + " " + what + ". Got "
                    + entries.size() + " " + what + ". Please split up " + what
                    + " across multiple requests and try again.");
        }
        return entries;
    }
}
