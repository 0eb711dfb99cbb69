package dev.lastmile.trackingserver.protocol.filter;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.trackingserver.protocol.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the pages of a search.
 *
 * <p>A page ends after the requested number of results, or before the one that would make its response larger than
 * {@link #MAX_BYTES}: its token then refers to the next one. Entities are read a few at a time and released once they are
 * serialized, so that only one page is in memory.
 *
 * <p>A page begins after the last result of the previous one, wherever that is now, so that created or deleted entities
 * before it shift nothing.
 */
@ApplicationScoped
public class PagedSearch {
    /** Maximum response with more than one result, in bytes. */
    static final long MAX_BYTES = 8L * 1024 * 1024;

    /** How far the last result of the previous page may have moved. */
    private static final int MOVED = 1000;

    private static final int FIRST_SLICE = 16;
    private static final int LARGEST_SLICE = 200;

    private final EntityManager entities;
    private final ObjectMapper json;

    public PagedSearch(EntityManager entities, ObjectMapper json) {
        this.entities = entities;
        this.json = json;
    }

    /**
     * Reads a page, within the read-only transaction of the caller.
     *
     * @param type the entity, whose identifier is its property {@code id}
     * @param form creates the JSON of an entity
     */
    public <E, F> Page<F> page(SearchQuery query, Page.Request request, Class<E> type, Function<E, F> form) {
        int begin = begin(query, request);
        List<Object> ids = ids(query, begin, request.limit());
        int wanted = Math.min(ids.size(), request.size());
        List<F> forms = new ArrayList<>();
        long bytes = 0;
        long largest = MAX_BYTES / FIRST_SLICE;
        int read = 0;
        while (read < wanted) {
            long fitting = Math.max(1, Math.min(LARGEST_SLICE, (MAX_BYTES - bytes) / largest));
            List<Object> slice = ids.subList(read, (int) Math.min(wanted, read + fitting));
            Map<Object, E> found = load(type, slice);
            largest = 1;
            for (Object id : slice) {
                E entity = found.get(id);
                // Deleted since its id was read.
                if (entity != null) {
                    F one = form.apply(entity);
                    long size = size(one);
                    if (!forms.isEmpty() && bytes + size > MAX_BYTES) {
                        entities.clear();
                        return new Page<>(forms, token(begin, ids, read));
                    }
                    forms.add(one);
                    bytes += size;
                    largest = Math.max(largest, size);
                }
                read++;
            }
            entities.clear();
        }
        return new Page<>(forms, ids.size() > wanted ? token(begin, ids, wanted) : null);
    }

    private static String token(int begin, List<Object> ids, int read) {
        return Page.Request.token(begin + read, ids.get(read - 1).toString());
    }

    // The offset after the last result of the previous page, or its former offset if that is deleted or far away.
    private int begin(SearchQuery query, Page.Request request) {
        if (request.after().isEmpty()) {
            return request.offset();
        }
        int start = Math.max(0, request.offset() - MOVED);
        List<Object> near = ids(query, start, request.offset() - start + MOVED);
        for (int i = 0; i < near.size(); i++) {
            if (near.get(i).toString().equals(request.after().get())) {
                return start + i + 1;
            }
        }
        return request.offset();
    }

    private List<Object> ids(SearchQuery query, int offset, int limit) {
        TypedQuery<Object> ids = entities.createQuery(query.ids(), Object.class);
        query.values().forEach(ids::setParameter);
        return ids.setFirstResult(offset).setMaxResults(limit).getResultList();
    }

    private <E> Map<Object, E> load(Class<E> type, List<Object> ids) {
        Map<Object, E> byId = new HashMap<>();
        entities.createQuery("select e from " + type.getSimpleName() + " e where e.id in :ids", type)
                .setParameter("ids", ids)
                .getResultList()
                .forEach(entity -> byId.put(
                        entities.getEntityManagerFactory()
                                .getPersistenceUnitUtil()
                                .getIdentifier(entity),
                        entity));
        return byId;
    }

    private long size(Object form) {
        CountingStream counter = new CountingStream();
        try {
            json.writeValue(counter, form);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counter.bytes;
    }

    private static final class CountingStream extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }
}
