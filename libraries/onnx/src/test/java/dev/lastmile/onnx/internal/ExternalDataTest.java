package dev.lastmile.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OnnxScorer;
import dev.lastmile.onnx.ScorerOptions;
import dev.lastmile.onnx.fixture.ExternalTensor;
import dev.lastmile.onnx.fixture.Graphs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExternalDataTest {
    private static final String SECRET = "SECRET=1";
    // ONNX Runtime looks up relative locations in the working directory of the process.
    private final Path file = Path.of("external-data-test.env");

    @BeforeEach
    void write() throws IOException {
        Files.writeString(file, SECRET);
    }

    @AfterEach
    void delete() throws IOException {
        Files.delete(file);
    }

    @ParameterizedTest
    @EnumSource
    void aTensorWithExternalDataIsRejectedAndNamed(ExternalTensor place) {
        for (String location : List.of(file.toString(), "/etc/passwd", "../pom.xml", "*/_ORT_MEM_ADDR_/*")) {
            assertThatThrownBy(() -> new OnnxScorer(place.model(location)))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessage("The tensor \"" + (place.name().equals("INITIALIZER_OF_SUBGRAPH") ? "inner" : "secret")
                            + "\" of the model has its data in another file, \"" + location
                            + "\". A model has to be one"
                            + " file, or its digest would not cover it. Save it with its data inside (Python:"
                            + " onnx.save(onnx.load(file), file)).");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ELSEWHERE")
    void onnxRuntimeAloneReturnsTheFile(ExternalTensor place) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            assertThat(scored(place, options)).isEqualTo(SECRET);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ELSEWHERE")
    void theSessionOptionsAloneRejectIt(ExternalTensor place) throws OrtException {
        try (OrtSession.SessionOptions options = ModelLoading.sessionOptions(ScorerOptions.defaults())) {
            assertThatThrownBy(() -> scored(place, options))
                    .isInstanceOf(OrtException.class)
                    .message()
                    .containsPattern("External data path does not exist|should be stored in");
        }
    }

    @Test
    void aModelInItsOneFileIsAccepted() {
        for (byte[] model : List.of(
                Graphs.echo().bytes(), Graphs.times(2).bytes(), Graphs.largest().bytes())) {
            ByteBuffer bytes =
                    ByteBuffer.allocateDirect(model.length + 2).put(1, model).position(1);

            ExternalData.requireNone(bytes.limit(model.length + 1));

            assertThat(bytes.position()).isEqualTo(1);
        }
        assertThatCode(() -> ExternalData.requireNone(ByteBuffer.allocate(0))).doesNotThrowAnyException();
    }

    @Test
    void theOtherFormatOfOnnxRuntimeWhichIsNotReadHereIsRejected(@TempDir Path folder) throws Exception {
        Path other = folder.resolve("model.ort");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.addConfigEntry("session.save_model_format", "ORT");
            options.setOptimizedModelFilePath(other.toString());
            OrtEnvironment.getEnvironment()
                    .createSession(Graphs.times(2).bytes(), options)
                    .close();
        }
        byte[] model = Files.readAllBytes(other);
        OrtEnvironment.getEnvironment().createSession(model).close();

        assertThatThrownBy(() -> new OnnxScorer(model))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageStartingWith("This is not a model that ONNX Runtime loads: ");
        try (OrtSession.SessionOptions options = ModelLoading.sessionOptions(ScorerOptions.defaults())) {
            assertThatThrownBy(() -> OrtEnvironment.getEnvironment().createSession(model, options))
                    .isInstanceOf(OrtException.class);
        }
    }

    @Test
    void anOperatorThatOnnxRuntimeDoesNotHaveIsRejected() throws Exception {
        // EPContext names a file of a compiled graph, which only an execution provider that is not here would read.
        for (String operator : List.of("com.microsoft:EPContext", "own:Operator")) {
            ModelProto.Builder model = ModelProto.parseFrom(Graphs.times(2).bytes()).toBuilder();
            String domain = operator.split(":")[0];
            model.addOpsetImportBuilder().setDomain(domain).setVersion(1);
            model.getGraphBuilder().getNodeBuilder(0).setDomain(domain).setOpType(operator.split(":")[1]);

            assertThatThrownBy(() -> new OnnxScorer(model.build().toByteArray()))
                    .isInstanceOf(OnnxModelException.class)
                    .hasMessageStartingWith("This is not a model that ONNX Runtime loads: ");
        }
    }

    @Test
    void whatALaterFieldOverwritesIsRejectedAsWell() {
        ModelProto.Builder model = ModelProto.newBuilder();
        model.getGraphBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        14,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addVarint(0x1_0000_0001L)
                                                .addVarint(0)
                                                .build())
                                .build()));

        assertThatThrownBy(() -> new OnnxScorer(model.build().toByteArray()))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageStartingWith("The tensor without a name of the model has its data in another file. A model");
    }

    @Test
    void aNameCannotFillOrForgeALog() {
        ModelProto.Builder model = ModelProto.newBuilder();
        model.getGraphBuilder()
                .addInitializer(TensorProto.newBuilder()
                        .setName("a\nb\u001B[0m" + "c".repeat(100_000))
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL));

        assertThatThrownBy(() -> new OnnxScorer(model.build().toByteArray()))
                .message()
                .startsWith("The tensor \"a?b?[0mccc")
                .hasSizeLessThan(500);
    }

    @Test
    void bytesThatAreNotAnOnnxFileAreRejectedWithoutAnotherError() {
        byte[] model = ExternalTensor.CONSTANT_VALUE_OF_SUBGRAPH.model("x");
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = Arrays.copyOf(model, 1 + random.nextInt(model.length));
            for (int change = random.nextInt(4); change > 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                ExternalData.requireNone(ByteBuffer.wrap(changed));
            } catch (OnnxModelException e) {
                assertThat(e.getMessage())
                        .containsPattern("^(The tensor .* has its data in another file|This is not a model that)");
            }
        }
    }

    @Test
    void deepNestingAndEndlessNumbersAreRejected() {
        ByteString nested = ByteString.EMPTY;
        for (int depth = 0; depth < 100; depth++) {
            nested = wrapped(1, wrapped(5, wrapped(6, nested)));
        }
        byte[] deep = wrapped(7, nested).toByteArray();
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) 0xFF);

        assertThatThrownBy(() -> new OnnxScorer(deep))
                .isInstanceOf(OnnxModelException.class)
                .hasMessage("This is not a model that ONNX Runtime loads: its messages are nested more than 100 deep."
                        + " Download or export it again.");
        assertThatThrownBy(() -> new OnnxScorer(endless))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining("it has a number of more than 10 bytes before byte 10");
    }

    private static ByteString wrapped(int field, ByteString message) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(message)
                                .build())
                .build()
                .toByteString();
    }

    private String scored(ExternalTensor place, OrtSession.SessionOptions options) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(place.model(file.toString()), options);
                OnnxTensor x = OnnxTensor.createTensor(environment, new double[1]);
                OrtSession.Result result = session.run(Map.of("x", x))) {
            StringBuilder text = new StringBuilder();
            for (double code : ((double[][]) result.get(0).getValue())[0]) {
                text.append((char) code);
            }
            return text.toString();
        }
    }
}
