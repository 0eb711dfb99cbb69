package dev.lastmile.pipeline.ingest.file;

/** A raw file after one pass over it. */
public interface FoundFile {
    /** The file. */
    ListedFile file();

    /** Why it cannot be ingested, as the end of a sentence that begins with its name; or null. */
    String problem();

    /** Of its bytes, 64 hexadecimal digits. */
    String sha256();

    /** Its size. */
    long bytes();

    /** Its lines or rows, each of which takes one position. */
    long positions();
}
