package dev.lastmile.tracking;

/** Receives the progress of an upload, file by file. */
@FunctionalInterface
public interface UploadObserver {
    /**
     * @param file its path below the uploaded folder
     * @param done number of uploaded files, including this one
     * @param total number of files
     */
    void uploaded(String file, int done, int total);
}
