package dev.lastmile.serving.rest;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.WriterInterceptor;
import java.util.List;
import java.util.stream.Stream;

/** The Jakarta REST filters and interceptors that a project has added to its service; Quarkus' own are not among them. */
@Provider
@Singleton
public class OwnFilters implements DynamicFeature {
    private static final List<Class<?>> KINDS = List.of(
            ContainerRequestFilter.class,
            ContainerResponseFilter.class,
            ReaderInterceptor.class,
            WriterInterceptor.class);
    private static final List<String> OTHERS = List.of("io.quarkus.", "io.smallrye.", "org.jboss.resteasy.");

    private volatile boolean any;

    /** Whether there is one. */
    boolean any() {
        return any;
    }

    /** Is called once per resource method, when all providers are registered. */
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Configuration registered = context.getConfiguration();
        any |= Stream.concat(
                        registered.getClasses().stream(),
                        registered.getInstances().stream().map(Object::getClass))
                .anyMatch(OwnFilters::isOwn);
    }

    private static boolean isOwn(Class<?> type) {
        return KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type))
                && OTHERS.stream().noneMatch(prefix -> type.getName().startsWith(prefix));
    }
}
