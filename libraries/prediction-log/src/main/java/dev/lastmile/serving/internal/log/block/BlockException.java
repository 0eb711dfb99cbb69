package dev.lastmile.serving.internal.log.block;

/** A block or a record cannot be decoded: it is damaged, or a later version wrote it. */
public final class BlockException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BlockException(String message) {
        super(message);
    }

    BlockException(String message, Throwable cause) {
        super(message, cause);
    }
}
