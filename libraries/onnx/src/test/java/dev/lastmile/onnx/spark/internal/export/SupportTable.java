package dev.lastmile.onnx.spark.internal.export;

import dev.lastmile.onnx.spark.StageConverter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.ml.param.Param;

/** The stages that the code knows, as AsciiDoc. */
final class SupportTable {
    private SupportTable() {}

    static String asciidoc() {
        StringBuilder page =
                new StringBuilder("// Written from the code by SupportTableTest: see the page on tests.\n");
        page.append("\n== Stages with a form\n\n[cols=\"2,3,3,2,4\"]\n|===\n")
                .append(
                        "|Stage |Parameters that the graph follows |Only for fitting |Rejected when set |Rejected besides\n");
        for (StageConverter<?> converter : StageConverters.builtIn()) {
            SortedSet<String> followed = parameters(converter.stage());
            followed.retainAll(converter.parameters());
            SortedSet<String> training = parameters(converter.stage());
            training.retainAll(converter.trainingParameters());
            training.removeAll(followed);
            page.append("\n|`").append(converter.stage().getSimpleName()).append("`\n");
            cell(page, code(followed));
            cell(page, code(training));
            cell(page, code(rejected(converter)));
            cell(page, String.join("; ", converter.rejections()));
        }
        page.append("|===\n\nThese compute nothing by themselves, and the stages within them are exported: ")
                .append(String.join(", ", code(StageConverters.followed())))
                .append(".\n\n== Stages without a form\n\n[cols=\"1,4\"]\n|===\n|Stage |Why\n");
        UnsupportedStages.all().forEach((stage, reason) -> {
            page.append("\n|`").append(stage.getSimpleName()).append("`\n");
            cell(page, reason);
        });
        return page.append("|===\n").toString();
    }

    /** As Spark's Params finds the parameters of a stage: the public methods without arguments that return one. */
    static SortedSet<String> parameters(Class<?> stage) {
        return Arrays.stream(stage.getMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 0)
                .filter(method -> Param.class.isAssignableFrom(method.getReturnType()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SortedSet<String> rejected(StageConverter<?> converter) {
        SortedSet<String> rejected = parameters(converter.stage());
        rejected.removeAll(converter.parameters());
        rejected.removeAll(converter.trainingParameters());
        return rejected;
    }

    private static List<String> code(Collection<String> names) {
        return names.stream().map(name -> "`" + name + "`").toList();
    }

    private static void cell(StringBuilder page, List<String> names) {
        cell(page, String.join(", ", names));
    }

    private static void cell(StringBuilder page, String text) {
        page.append('|').append(text).append('\n');
    }
}
