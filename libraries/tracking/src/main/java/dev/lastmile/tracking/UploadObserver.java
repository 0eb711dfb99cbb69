package dev.lastmile.tracking;

/** Is told of every file that has arrived on the server. */
@FunctionalInterface
public interface UploadObserver {
    /**
     * @param file its path below the folder that is uploaded
     * @param done how many files have arrived, this one included
     * @param total how many files there are
     */
    void uploaded(String file, int done, int total);
}
