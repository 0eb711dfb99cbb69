package dev.lastmile.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.fixture.ExternalTensor;
import dev.lastmile.onnx.fixture.Graphs;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LabelIndexTest {
    private static final List<String> LABELS = List.of("setosa", "Übersee 漢", "");

    @Test
    void aLabelIsTheSameObjectInEachRowOfEachCall() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.labels(LABELS).bytes())) {
            assertThat(scorer.labels("label")).contains(LABELS);
            assertThat(scorer.labels("twice")).isEmpty();
            Map<String, Boolean> objects = new IdentityHashMap<>();
            for (int rows : List.of(1, 100, 1, 2000)) {
                double[] places =
                        new Random(rows).ints(rows, -3, 3).asDoubleStream().toArray();
                Batch out = scorer.score(Batch.of(Map.of("place", new Column.Doubles(places))));

                String[] labels = ((Column.Strings) out.column("label")).values();
                long[] twice = ((Column.Longs) out.column("twice")).values();
                for (int row = 0; row < rows; row++) {
                    assertThat(labels[row]).isEqualTo(LABELS.get(((int) places[row] + 3) % 3));
                    assertThat(twice[row]).isEqualTo(2 * (long) places[row]);
                    objects.put(labels[row], true);
                }
            }
            assertThat(objects).hasSize(3);
            scorer.labels("label")
                    .orElseThrow()
                    .forEach(label -> assertThat(objects).containsKey(label));
        }
    }

    @Test
    void theOutputsAreThoseOfTheModel() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.labels(LABELS).bytes())) {
            assertThat(scorer.outputs()).extracting(TensorSpec::name).containsExactly("label", "twice");
            assertThat(scorer.score(Batch.of(Map.of("place", new Column.Doubles(new double[0]))))
                            .columns())
                    .containsOnlyKeys("label", "twice");
        }
    }

    @Test
    void anIndexWithoutALabelIsAnError() {
        try (OnnxScorer scorer = new OnnxScorer(Graphs.labels(LABELS).bytes())) {
            for (double place : new double[] {3, -4}) {
                assertThatThrownBy(() ->
                                scorer.score(Batch.of(Map.of("place", new Column.Doubles(new double[] {place})))))
                        .isInstanceOf(OnnxModelException.class)
                        .hasMessageContaining("ONNX Runtime cannot score 1 rows: ")
                        .hasMessageContaining("out of data bounds");
            }
        }
    }

    @Test
    void otherGraphsAreScoredWithoutAnIndex() {
        assertThat(LabelIndex.of(ByteBuffer.wrap(Graphs.labels(LABELS).bytes())))
                .hasSize(1);
        assertNone(graph -> {}, "a\0b", "c");
        assertNone(graph -> {}, "🌷", "c");
        assertNone(graph -> node(graph, "Cast").getAttributeBuilder(0).setI(6), "a", "c"); // INT32
        assertNone(graph -> node(graph, "Gather").setDomain("other"), "a", "c");
        assertNone(graph -> node(graph, "Gather").getAttributeBuilder(0).setI(-1), "a", "c");
        assertNone(graph -> graph.getInitializerBuilder(0).addDims(1), "a", "c");
        // The list of labels is only a default, which a caller may replace.
        assertNone(
                graph -> graph.addInput(ValueInfoProto.newBuilder()
                        .setName(graph.getInitializer(0).getName())),
                "a",
                "c");
        // The index is an output already.
        assertNone(
                graph -> graph.addOutput(ValueInfoProto.newBuilder()
                        .setName(node(graph, "Gather").getInput(1))),
                "a",
                "c");
        // A cycle, which is not a graph.
        assertNone(graph -> node(graph, "Identity").setInput(0, "label"), "a", "c");
        for (byte[] model : List.of(Graphs.echo().bytes(), ExternalTensor.INITIALIZER.model("x"), new byte[0])) {
            assertThat(LabelIndex.of(ByteBuffer.wrap(model))).isEmpty();
        }
    }

    @Test
    void aModelThatTakesItsIndexForAnInputOfNoColumnIsScoredAsItIs() {
        // [N,1]: a Gather of vectors, whose labels are vectors.
        ModelProto.Builder model = model(LABELS);
        model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .addDimBuilder()
                .setDimValue(1);
        for (ValueInfoProto.Builder output : model.getGraphBuilder().getOutputBuilderList()) {
            output.getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder()
                    .addDimBuilder()
                    .setDimValue(1);
        }
        try (OnnxScorer scorer = new OnnxScorer(model.build().toByteArray())) {
            Batch out = scorer.score(Batch.of(Map.of("place", new Column.DoubleVectors(new double[] {1, 0}, 1))));

            assertThat(scorer.labels("label")).isEmpty();
            assertThat(((Column.Strings) out.column("label")).values()).containsExactly(LABELS.get(1), LABELS.get(0));
        }
    }

    @Test
    void aChangedFileIsReadOrRejected() {
        byte[] model = Graphs.labels(LABELS).bytes();
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = Arrays.copyOf(model, 1 + random.nextInt(model.length));
            for (int change = random.nextInt(4); change > 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                LabelIndex.of(ByteBuffer.wrap(changed));
            } catch (OnnxModelException e) {
                assertThat(e).hasMessageStartingWith("This is not a model that ONNX Runtime loads: ");
            }
        }
    }

    private static void assertNone(Consumer<GraphProto.Builder> change, String... labels) {
        ModelProto.Builder model = model(List.of(labels));
        change.accept(model.getGraphBuilder());
        assertThat(LabelIndex.of(ByteBuffer.wrap(model.build().toByteArray()))).isEmpty();
    }

    private static NodeProto.Builder node(GraphProto.Builder graph, String operator) {
        return graph.getNodeBuilderList().stream()
                .filter(node -> node.getOpType().equals(operator))
                .findFirst()
                .orElseThrow();
    }

    private static ModelProto.Builder model(List<String> labels) {
        try {
            return ModelProto.parseFrom(Graphs.labels(labels).bytes()).toBuilder();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
