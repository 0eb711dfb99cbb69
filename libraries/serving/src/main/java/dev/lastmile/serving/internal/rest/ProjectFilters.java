package dev.lastmile.serving.internal.rest;

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
 * Finds Jakarta REST filters and interceptors of a project, as opposed to those of Quarkus. Each class with
 * {@code @Provider} is a bean in both of Quarkus' implementations of Jakarta REST.
 */
@Singleton
class ProjectFilters {
    private static final List<String> PLATFORM = List.of("io.quarkus.", "io.smallrye.", "org.jboss.resteasy.");

    private final boolean any;

    ProjectFilters(
            @Any Instance<ContainerRequestFilter> requests,
            @Any Instance<ContainerResponseFilter> responses,
            @Any Instance<ReaderInterceptor> readers,
            @Any Instance<WriterInterceptor> writers) {
        this.any = Stream.of(requests, responses, readers, writers)
                .flatMap(Instance::handlesStream)
                .map(filter -> filter.getBean().getBeanClass().getName())
                .anyMatch(name -> PLATFORM.stream().noneMatch(name::startsWith));
    }

    /** Whether the project has any. */
    boolean any() {
        return any;
    }
}
