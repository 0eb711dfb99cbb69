package dev.lastmile.lake;

import dev.lastmile.contract.ContractException;
import dev.lastmile.contract.DataContract;
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
 * What every snapshot of a dataset holds to: its columns, their types, and rules on their values and on the dataset.
 *
 * <p>The file is read and its rules are applied by {@link DataContract}, which the service shares; this class adds what
 * Spark and the lake need of it. Immutable.
 */
public final class Contract {
    private final DatasetName dataset;
    private final DataContract definition;
    private final StructType schema;
    private final String json;
    private final String digest;
    private final String producer;

    private Contract(DatasetName dataset, DataContract definition, StructType schema, String producer) {
        this.dataset = dataset;
        this.definition = definition;
        this.schema = schema;
        this.json = definition.json();
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
     * @throws LakeException naming the dataset, and every column and rule that cannot be understood
     */
    public static Contract parse(DatasetName dataset, String json) {
        try {
            return of(DataContract.parse(dataset.toString(), json));
        } catch (ContractException e) {
            throw new LakeException(e.getMessage(), e);
        }
    }

    /**
     * The contract of a definition, such as one of {@link dev.lastmile.contract.DerivedContracts}.
     *
     * @param definition is named as {@code lake.raw.iris} or {@code raw.iris}
     * @throws LakeException if an Iceberg table cannot store a type
     */
    public static Contract of(DataContract definition) {
        DatasetName dataset = DatasetName.parse(definition.dataset());
        StructType schema = (StructType) DataType.fromJson(definition.schemaJson());
        StoredTypes.requireStorable(dataset, schema);
        return new Contract(dataset, definition, schema, "");
    }

    /**
     * The same contract with the name of the step that publishes the dataset, which the error about a missing snapshot
     * names. It is not stored with snapshots and has no part in {@link #equals}.
     */
    public Contract producedBy(String step) {
        return new Contract(dataset, definition, schema, step);
    }

    /** Columns with roles and rules, and the rules about the dataset. */
    public DataContract definition() {
        return definition;
    }

    public DatasetName dataset() {
        return dataset;
    }

    /** The step that publishes the dataset, or empty if none was {@linkplain #producedBy declared}. */
    public Optional<String> producer() {
        return producer.isEmpty() ? Optional.empty() : Optional.of(producer);
    }

    /** Columns, types and nullability; roles and rules of columns are in the metadata. */
    public StructType schema() {
        return schema;
    }

    /**
     * The file, indented; the same text for any formatting of it. It is Spark's schema JSON unless there are rules about the
     * dataset; {@code schema().json()} always is.
     */
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

    private static String sha256(String text) {
        try {
            byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
