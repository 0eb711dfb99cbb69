package dev.lastmile.archetype;

import java.util.Set;

/**
 * Takes the demo out of a CI service that cannot start the project's tracking server: GitHub's runners have containers,
 * the image that GitLab's job runs in has none, and neither has a workspace of Databricks.
 */
final class Ci {
    private static final String GITHUB = ".github/workflows/ci.yml";
    private static final String GITLAB = ".gitlab-ci.yml";

    private Ci() {}

    static String of(Answers answers, String path, String text) {
        Set<String> started = switch (path) {
            case GITHUB -> Set.of("embedded", "mlflow");
            case GITLAB -> Set.of("embedded");
            default -> Set.of(answers.get(Question.TRACKING));
        };
        if (started.contains(answers.get(Question.TRACKING))) {
            return text;
        }
        return text.replaceAll("(?m)^ *- (?:run: )?make (?:demo|stop)\\n(?: *if: always\\(\\)\\n)?", "")
                .replaceAll("(?m)^ *after_script:\\n(?! *- )", "")
                .replaceFirst(
                        ", runs its pipeline from the raw file to an answer of the service, and builds", " and builds");
    }
}
