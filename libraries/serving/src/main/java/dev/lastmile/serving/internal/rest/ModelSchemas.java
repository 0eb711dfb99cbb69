package dev.lastmile.serving.internal.rest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.json.JsonWriter;
import dev.lastmile.serving.core.internal.json.RowJsonWriter;
import dev.lastmile.serving.core.internal.request.Iso8601;
import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/**
 * The schemas of {@code /predict} in the OpenAPI document: inputs and outputs of the current champion, with an example row.
 * Without a model they are plain objects.
 */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_PER_REQUEST)
public class ModelSchemas implements OASFilter {
    static final String ROWS = "Rows";
    static final String PREDICTIONS = "Predictions";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROW = "Row";
    private static final String PREDICTION = "Prediction";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.components(OASFactory.createComponents());
        }
        Schema row = object();
        Schema prediction = object();
        Champion champion = Arc.container().instance(Champion.class).get();
        if (champion.state() instanceof Serving serving) {
            describe(serving.chain(), row, prediction);
        }
        document.getComponents()
                .addSchema(ROW, row)
                .addSchema(ROWS, oneOrMany(ROW))
                .addSchema(PREDICTION, prediction)
                .addSchema(PREDICTIONS, oneOrMany(PREDICTION));
    }

    private static void describe(ChampionChain chain, Schema row, Schema prediction) {
        row.description("A row as " + chain.pair() + " takes it").additionalPropertiesBoolean(false);
        List<String> required = new ArrayList<>();
        for (InputColumn column : chain.inputs()) {
            Schema field = field(column);
            chain.contract()
                    .flatMap(contract -> contract.column(column.name()))
                    .ifPresent(rules -> ContractSchema.addRules(field, rules));
            row.addProperty(column.name(), field);
            if (column.required()) {
                required.add(column.name());
            }
        }
        row.required(required);
        chain.examples().ifPresent(examples -> row.addExample(first(Iso8601.texts(chain.inputs(), examples))));
        prediction.description("What " + chain.served() + " says of a row");
        for (TensorSpec output : chain.outputs()) {
            prediction.addProperty(
                    output.name(),
                    output.isVector()
                            ? OASFactory.createSchema()
                                    .addType(SchemaType.ARRAY)
                                    .items(value(output))
                            : value(output));
        }
    }

    private static Map<String, Object> first(Batch rows) {
        JsonWriter json = JsonWriter.begin();
        new RowJsonWriter(rows).write(json, 0);
        try {
            return JSON.readValue(json.toByteArray(), new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static Schema field(InputColumn column) {
        if (column.isVector()) {
            return OASFactory.createSchema()
                    .addType(SchemaType.ARRAY)
                    .items(number(column.type().toString()))
                    .minItems(column.width())
                    .maxItems(column.width());
        }
        Schema schema = switch (column.type()) {
            case DOUBLE -> number("double");
            case FLOAT -> number("float");
            case LONG -> integer("int64");
            case INTEGER ->
                integer("int32")
                        .minimum(BigDecimal.valueOf(Integer.MIN_VALUE))
                        .maximum(BigDecimal.valueOf(Integer.MAX_VALUE));
            case BOOLEAN -> OASFactory.createSchema().addType(SchemaType.BOOLEAN);
            case STRING -> OASFactory.createSchema().addType(SchemaType.STRING);
            case DATE -> text("date");
            case TIMESTAMP -> text("date-time");
        };
        return column.required() ? schema : schema.addType(SchemaType.NULL);
    }

    // NaN and infinities are null in JSON.
    private static Schema value(TensorSpec output) {
        return switch (output.type()) {
            case STRING -> OASFactory.createSchema().addType(SchemaType.STRING);
            case BOOL -> OASFactory.createSchema().addType(SchemaType.BOOLEAN);
            case INT64 -> integer("int64");
            case INT32 -> integer("int32");
            case FLOAT -> number("float").addType(SchemaType.NULL);
            case DOUBLE -> number("double").addType(SchemaType.NULL);
        };
    }

    private static Schema text(String format) {
        return OASFactory.createSchema().addType(SchemaType.STRING).format(format);
    }

    private static Schema number(String format) {
        return OASFactory.createSchema().addType(SchemaType.NUMBER).format(format);
    }

    private static Schema integer(String format) {
        return OASFactory.createSchema().addType(SchemaType.INTEGER).format(format);
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(SchemaType.OBJECT);
    }

    private static Schema oneOrMany(String name) {
        return OASFactory.createSchema()
                .addOneOf(OASFactory.createSchema().ref(name))
                .addOneOf(OASFactory.createSchema()
                        .addType(SchemaType.ARRAY)
                        .minItems(1)
                        .items(OASFactory.createSchema().ref(name)));
    }
}
