package dev.lastmile.lake;

import dev.lastmile.lake.internal.ColumnChecks;
import dev.lastmile.lake.internal.ContractChanges;
import dev.lastmile.lake.internal.StoredTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * What every snapshot of a dataset holds to: its columns, their types, and checks on their values.
 *
 * <p>The file is Spark's own schema JSON, as {@code StructType.json()} writes it and PySpark reads it. The checks are in
 * the {@code metadata} of a column:
 *
 * <table>
 * <caption>Checks</caption>
 * <tr><td>{@code "nullable": false}</td><td>(beside {@code metadata}) no null</td></tr>
 * <tr><td>{@code "comment"}</td><td>what the column is, with its unit; kept in the table</td></tr>
 * <tr><td>{@code "min"}, {@code "max"}</td><td>the range of a number, both ends included</td></tr>
 * <tr><td>{@code "allowed"}</td><td>the only values of a string, int or long</td></tr>
 * <tr><td>{@code "key": true}</td><td>the columns that say so are together unique</td></tr>
 * <tr><td>{@code "nan": true}</td><td>NaN may be in this float or double column; it is rejected by default</td></tr>
 * </table>
 *
 * <p>On an array, {@code min}, {@code max}, {@code allowed} and {@code nan} are about each element, and
 * {@code "containsNull": false} is checked; deeper nesting is not checked beyond its types. Immutable.
 */
public final class Contract {
    private final DatasetName dataset;
    private final StructType schema;
    private final String json;
    private final String digest;
    private final String producer;

    private Contract(DatasetName dataset, StructType schema, String producer) {
        this.dataset = dataset;
        this.schema = schema;
        this.json = schema.prettyJson();
        this.digest = sha256(json);
        this.producer = producer;
    }

    /**
     * Reads a contract from the class path; the file is named after the dataset, as {@code /contracts/raw.iris.json}.
     *
     * @throws LakeException if there is none, or it cannot be understood
     */
    public static Contract fromResource(Class<?> owner, String resource) {
        String file = resource.substring(resource.lastIndexOf('/') + 1);
        if (!file.endsWith(".json")) {
            throw new LakeException("The contract " + resource + " is not named like raw.iris.json. Rename it.");
        }
        DatasetName dataset = DatasetName.parse(file.substring(0, file.length() - ".json".length()));
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new LakeException("There is no contract " + resource + " on the class path of " + owner.getName()
                        + ". Add it under src/main/resources.");
            }
            return parse(dataset, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new LakeException("The contract " + resource + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a contract from its JSON.
     *
     * @throws LakeException naming the dataset, and the column and check that cannot be understood
     */
    public static Contract parse(DatasetName dataset, String json) {
        StructType schema = parseSchema(dataset, json);
        StoredTypes.requireStorable(dataset, schema);
        ColumnChecks.of(dataset, schema);
        return new Contract(dataset, schema, "");
    }

    /**
     * The same contract with the name of the step that publishes the dataset, which the error about a missing snapshot
     * names. It is not stored with snapshots and has no part in {@link #equals}.
     */
    public Contract producedBy(String step) {
        return new Contract(dataset, schema, step);
    }

    public DatasetName dataset() {
        return dataset;
    }

    /** The step that publishes the dataset, or empty if none was {@linkplain #producedBy declared}. */
    public Optional<String> producer() {
        return producer.isEmpty() ? Optional.empty() : Optional.of(producer);
    }

    /** Columns, types and nullability; the checks are in the metadata. */
    public StructType schema() {
        return schema;
    }

    /** Spark's schema JSON, indented; the same text for any formatting of the file. */
    public String json() {
        return json;
    }

    /** SHA-256 of {@link #json}, 64 hexadecimal digits. */
    public String digest() {
        return digest;
    }

    /** Says what has changed since an earlier contract, and whether data under that one can be read under this one. */
    public Compatibility compatibilityWith(Contract earlier) {
        return ContractChanges.between(earlier, this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Contract contract && dataset.equals(contract.dataset) && json.equals(contract.json);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "contract " + dataset + " (" + digest.substring(0, 12) + ")";
    }

    private static StructType parseSchema(DatasetName dataset, String json) {
        DataType type;
        try {
            type = DataType.fromJson(json);
        } catch (Exception e) { // Scala throws checked ones without saying so
            throw new LakeException(
                    "Contract " + dataset + " is not Spark's schema JSON: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + ". Compare it with what df.schema.json() writes.",
                    e);
        }
        if (!(type instanceof StructType schema) || schema.isEmpty()) {
            throw new LakeException(
                    "Contract " + dataset + " has no columns. Write \"type\": \"struct\" and \"fields\".");
        }
        return schema;
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
