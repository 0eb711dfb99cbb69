package dev.lastmile.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lastmile.onnx.internal.ExternalData;
import dev.lastmile.onnx.internal.ModelFile;
import java.nio.ByteBuffer;

/** The bytes of an ONNX file and their digest, by which batch and service know that they score the same model. */
public final class OnnxModel {
    private final byte[] bytes;
    private final String digest;

    /**
     * @param bytes an ONNX file; copied, and not checked before an {@link OnnxScorer} loads it
     */
    public OnnxModel(byte[] bytes) {
        this.bytes = bytes.clone();
        this.digest = ModelFile.digest(ByteBuffer.wrap(this.bytes));
    }

    /** A copy of the file's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@code sha256:} and the digest of the bytes in lower-case hexadecimal digits. */
    public String digest() {
        return digest;
    }

    /**
     * Requires that the file has all its tensors in it, so that the digest covers everything that is executed.
     *
     * @throws OnnxModelException naming a tensor whose data is in another file, or if the bytes are not an ONNX file
     */
    public void requireSelfContained() {
        ExternalData.requireNone(ByteBuffer.wrap(bytes));
    }

    /**
     * The same model with another metadata property.
     *
     * @param key one of {@link GraphMetadata}, which the model does not have yet
     * @throws OnnxModelException if the bytes are not an ONNX file
     */
    public OnnxModel withMetadata(String key, String value) {
        try {
            return new OnnxModel(ModelProto.parseFrom(bytes).toBuilder()
                    .addMetadataProps(
                            StringStringEntryProto.newBuilder().setKey(key).setValue(value))
                    .build()
                    .toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxModelException("The model is not an ONNX file: " + e.getMessage(), e);
        }
    }

    /** Models are equal if their bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof OnnxModel that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "ONNX model " + digest;
    }
}
