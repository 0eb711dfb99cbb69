package dev.lastmile.profile.file;

/**
 * What is true of a file as a whole.
 *
 * @param name without its folder
 * @param bytes as they are stored
 * @param sha256 of them, 64 hexadecimal digits
 * @param rows records that fit
 * @param rejected records with another number of fields, or that cannot be read
 * @param firstRejectedLine from 1; 0 for none
 * @param multiLine whether a quoted field has a line break
 * @param quotedBlanks whether all fields of text are quoted, so that a quoted empty one is not a value
 */
public record FileFacts(
        String name,
        long bytes,
        String sha256,
        long rows,
        long rejected,
        long firstRejectedLine,
        boolean multiLine,
        boolean quotedBlanks) {}
