package dev.lastmile.serving.rest;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.WriterInterceptor;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Jakarta REST filters and interceptors that a project has added to its service; Quarkus' own are not among them. Each
 * class with {@code @Provider} is a bean, with either of Quarkus' implementations of Jakarta REST.
 */
@Singleton
class OwnFilters {
    private static final List<String> OTHERS = List.of("io.quarkus.", "io.smallrye.", "org.jboss.resteasy.");

    private final boolean any;

    OwnFilters(
            @Any Instance<ContainerRequestFilter> requests,
            @Any Instance<ContainerResponseFilter> responses,
            @Any Instance<ReaderInterceptor> readers,
            @Any Instance<WriterInterceptor> writers) {
        this.any = Stream.of(requests, responses, readers, writers)
                .flatMap(Instance::handlesStream)
                .map(filter -> filter.getBean().getBeanClass().getName())
                .anyMatch(name -> OTHERS.stream().noneMatch(name::startsWith));
    }

    /** Whether there is one. */
    boolean any() {
        return any;
    }
}
