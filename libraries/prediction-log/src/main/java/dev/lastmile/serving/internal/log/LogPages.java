package dev.lastmile.serving.internal.log;

import dev.lastmile.serving.internal.log.block.BlockException;
import dev.lastmile.serving.internal.log.block.BlockReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the log page by page, from blocks and from rows of the first version. */
@ApplicationScoped
class LogPages {
    private static final int BLOCKS = 20;

    private final LogStore store;
    private final EarlierRows rows;

    LogPages(LogStore store, EarlierRows rows) {
        this.store = store;
        this.rows = rows;
    }

    /**
     * Whether the log has diverged from what a reader has seen: it was restored from an older copy, or crashed before its
     * last commits were flushed to disk.
     *
     * @param sequence of the last record that the reader has seen
     * @param id of that record
     */
    @Transactional
    boolean differs(long sequence, UUID id) {
        if (sequence > store.position().lastSequence) {
            return true;
        }
        // A record that has expired or is damaged is inconclusive.
        Optional<UUID> known = store.id(sequence);
        return known.isPresent() && !known.get().equals(id);
    }

    /**
     * Reads records in order.
     *
     * @param after the sequence of the last one that was read; 0 for the beginning
     * @param maxRecords maximum records of the page; it has fewer if they are large, and none only at the end of the log
     */
    @Transactional
    LogPage page(long after, int maxRecords) {
        // Read first: everything up to the last sequence is visible to the queries that follow.
        LogPosition position = store.position();
        LogPage page = new LogPage(position.logId, after, maxRecords);
        List<EarlierRows.Place> rowPlaces = rows.places(after, position.lastSequence, maxRecords);
        int row = 0;
        while (page.hasRoom()) {
            // A few at a time, since H2 reads inline blocks together with their sequences.
            List<LogStore.Place> blocks = store.places(page.next(), position.lastSequence, BLOCKS);
            for (LogStore.Place block : blocks) {
                row = addRows(page, rowPlaces, row, block.firstSequence());
                if (page.hasRoom()) {
                    addBlock(page, block);
                }
            }
            if (blocks.isEmpty()) {
                addRows(page, rowPlaces, row, Long.MAX_VALUE);
                return page;
            }
        }
        return page;
    }

    private int addRows(LogPage page, List<EarlierRows.Place> places, int from, long before) {
        int next = from;
        while (next < places.size() && places.get(next).sequence() < before && page.hasRoom()) {
            long first = places.get(next).sequence();
            long last = first;
            long length = 0;
            while (next < places.size()
                    && places.get(next).sequence() < before
                    && length < LogPage.LENGTH - page.length()) {
                last = places.get(next).sequence();
                length += places.get(next++).jsonLength();
            }
            for (LoggedPrediction row : rows.between(first, last)) {
                if (page.hasRoom()) {
                    page.add(row);
                }
            }
        }
        return next;
    }

    private void addBlock(LogPage page, LogStore.Place place) {
        PredictionBlock block = store.block(place.lastSequence());
        if (block == null) {
            return; // It has expired meanwhile.
        }
        long sequence = block.firstSequence();
        try {
            BlockReader reader = new BlockReader(block.records);
            for (; sequence <= page.next(); sequence++) {
                reader.skip();
            }
            for (; sequence <= block.lastSequence && page.hasRoom(); sequence++) {
                add(page, block, sequence, reader);
            }
        } catch (BlockException e) {
            page.skip(Math.max(sequence, page.next() + 1), block.lastSequence, e);
        }
    }

    private static void add(LogPage page, PredictionBlock block, long sequence, BlockReader reader) {
        BlockReader.Entry entry;
        try {
            entry = reader.next();
        } catch (BlockException e) {
            if (!reader.hasNext()) {
                throw e;
            }
            page.skip(sequence, sequence, e);
            return;
        }
        page.add(block, sequence, entry);
    }
}
