package dev.lastmile.profile.column;

/** A hash of 64 bits: FNV-1a of the bytes, mixed by the finalizer of MurmurHash 3, so that all bits depend on all bytes. */
final class Hash {
    private Hash() {}

    static long of(byte[] bytes, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
