package dev.lastmile.serving.core.internal.champion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that fill one cache at the same time. */
class SharedCacheTest {
    private static final int ROUNDS = 200;

    @TempDir
    Path folder;

    @Test
    void twoThreadsThatReplaceABrokenModelBothFindItWhole() throws Exception {
        prepare(folder);
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService services = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int service = 0; service < 2; service++) {
                running.add(services.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        start.await(20, TimeUnit.SECONDS);
                        use(folder, round);
                    }
                    return null;
                }));
            }
            for (Future<?> service : running) {
                service.get(120, TimeUnit.SECONDS);
            }
        } finally {
            services.shutdownNow();
        }
        requireOnlyWholeModels();
    }

    @Test
    void twoProcessesThatReplaceABrokenModelBothFindItWhole() throws Exception {
        prepare(folder);
        Process first = service("first", "second");
        Process second = service("second", "first");
        try {
            // If one fails, the other waits for it in vain: both say why.
            String outputs = new String(first.getInputStream().readAllBytes())
                    + new String(second.getInputStream().readAllBytes());
            for (Process service : List.of(first, second)) {
                assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(service.exitValue()).as(outputs).isZero();
            }
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
        requireOnlyWholeModels();
    }

    /** One of two processes. */
    public static final class Service {
        private Service() {}

        /** @param args the test's folder, this process's name and that of the other one */
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[0]);
            for (int round = 0; round < ROUNDS; round++) {
                Files.createFile(folder.resolve(args[1] + "-" + round));
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                while (!Files.exists(folder.resolve(args[2] + "-" + round))) {
                    if (System.nanoTime() - end > 0) {
                        throw new IllegalStateException("the other process is away in round " + round);
                    }
                    Thread.onSpinWait();
                }
                use(folder, round);
            }
        }
    }

    private Process service(String name, String other) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        folder.toString(),
                        name,
                        other)
                .redirectErrorStream(true)
                .start();
    }

    /** One model a round in the registry, and a damaged copy of each in the cache. */
    private static void prepare(Path folder) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Path model = Files.createDirectories(folder.resolve("registry/" + round));
            Files.writeString(model.resolve("model.onnx"), "model " + round);
            String digest = ref(folder, round).digest().substring("sha256:".length());
            Path cached = Files.createDirectories(folder.resolve("cache/m/" + round + "-" + digest.substring(0, 12)));
            Files.writeString(cached.resolve("model.onnx"), "damaged");
        }
    }

    private static void use(Path folder, int round) {
        ModelCache cache = new ModelCache(folder.resolve("cache"));
        ModelVersionRef ref = ref(folder, round);
        Path model = folder.resolve("registry/" + round + "/model.onnx");
        cache.provide(ref, fresh -> {
            try {
                Files.copy(model, Files.createDirectories(fresh).resolve("model.onnx"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2);
        do {
            cache.stored(ref);
        } while (System.nanoTime() - end < 0);
    }

    private static ModelVersionRef ref(Path folder, int round) {
        String digest = ModelFolders.digest(folder.resolve("registry/" + round));
        return new ModelVersionRef("m", Integer.toString(round), digest);
    }

    private void requireOnlyWholeModels() throws IOException {
        try (Stream<Path> kept = Files.list(folder.resolve("cache/m"))) {
            assertThat(kept.filter(Files::isDirectory))
                    .hasSize(ROUNDS)
                    .allSatisfy(model ->
                            assertThat(model.resolve("model.onnx")).content().startsWith("model "));
        }
    }
}
