package dev.lastmile.trackingserver.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates; Qute escapes all values. */
@CheckedTemplate
final class Pages {
    private Pages() {}

    static native TemplateInstance overview(List<ExperimentSection> experiments, List<ModelSection> models);

    static native TemplateInstance run(RunPage page);

    static native TemplateInstance missing(String message);
}
