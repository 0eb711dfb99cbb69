package dev.lastmile.pipeline.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import dev.lastmile.pipeline.StepRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Trainer;

/** Trains Tribuo models as {@link StepRun#fit} fits Spark's: every parameter is recorded without code of the user. */
public final class TribuoTraining {
    private TribuoTraining() {}

    /** Trains, and records the trainer's parameters as {@code <trainer>.<parameter>}. */
    public static <T extends Output<T>> Model<T> train(StepRun run, Trainer<T> trainer, Dataset<T> examples) {
        run.parameters(parameters(trainer));
        return trainer.train(examples);
    }

    /**
     * The model in Tribuo's own form, with its provenance, and that provenance to read: {@code tribuo/model.tribuo} and
     * {@code tribuo/provenance.txt}.
     */
    public static Map<String, byte[]> files(Model<?> model) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            model.serializeToStream(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Map.of(
                "tribuo/model.tribuo",
                bytes.toByteArray(),
                "tribuo/provenance.txt",
                ProvenanceUtil.formattedProvenanceString(model.getProvenance()).getBytes(StandardCharsets.UTF_8));
    }

    static Map<String, String> parameters(Trainer<?> trainer) {
        Map<String, String> parameters = new TreeMap<>();
        collect(trainer.getClass().getSimpleName(), trainer.getProvenance(), parameters);
        return parameters;
    }

    private static void collect(String prefix, ConfiguredObjectProvenance provenance, Map<String, String> into) {
        for (Map.Entry<String, Provenance> parameter :
                provenance.getConfiguredParameters().entrySet()) {
            String name = prefix + "." + parameter.getKey();
            if (parameter.getValue() instanceof ConfiguredObjectProvenance object) {
                into.put(name, object.getClassName().replaceFirst(".*\\.", ""));
                collect(name, object, into);
            } else if (parameter.getValue() instanceof PrimitiveProvenance<?> value) {
                into.put(name, String.valueOf(value.getValue()));
            } else {
                into.put(name, parameter.getValue().toString());
            }
        }
    }
}
