package dev.lastmile.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares calls in one thread of this JVM: every contender in turn, one second each, for several rounds. Prints the
 * medians, and each as a multiple of the first contender's.
 */
final class Measurement {
    private static final int WARMUP_ROUNDS = 3;
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 1_000_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<String, Runnable> contenders = new LinkedHashMap<>();

    /** Adds a contender; the first one is what the others are compared with. */
    void add(String name, Runnable call) {
        contenders.put(name, call);
    }

    /** Runs all contenders and prints a table of microseconds and bytes per call. */
    void print(String title) {
        Map<String, List<double[]>> rounds = new LinkedHashMap<>();
        for (int round = 0; round < WARMUP_ROUNDS + ROUNDS; round++) {
            for (Map.Entry<String, Runnable> contender : contenders.entrySet()) {
                double[] measured = round(contender.getValue());
                if (round >= WARMUP_ROUNDS) {
                    rounds.computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
                            .add(measured);
                }
            }
        }
        System.out.println("| " + title + " | latency µs, p50 | CPU µs | allocated bytes |\n|---|---:|---:|---:|");
        double[] first = null;
        for (Map.Entry<String, List<double[]>> contender : rounds.entrySet()) {
            double[] medians = new double[3];
            Arrays.setAll(medians, i -> median(contender.getValue(), i));
            first = first == null ? medians : first;
            StringBuilder line = new StringBuilder("| " + contender.getKey());
            for (int i = 0; i < medians.length; i++) {
                line.append(String.format(Locale.ROOT, " | %.2f (%.2f x)", medians[i], medians[i] / first[i]));
            }
            System.out.println(line + " |");
        }
        System.out.println();
    }

    private static double[] round(Runnable call) {
        long thread = Thread.currentThread().getId();
        List<Long> latencies = new ArrayList<>(1_000);
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long cpu = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long calls = 0;
        while (System.nanoTime() - start < ROUND_NANOS) {
            call.run();
            calls++;
        }
        double cpuMicros = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / calls;
        double allocated = (double) (THREADS.getThreadAllocatedBytes(thread) - bytes) / calls;
        for (int i = 0; i < 1_000; i++) {
            long begin = System.nanoTime();
            call.run();
            latencies.add(System.nanoTime() - begin);
        }
        latencies.sort(null);
        return new double[] {latencies.get(latencies.size() / 2) / 1e3, cpuMicros, allocated};
    }

    private static double median(List<double[]> rounds, int index) {
        double[] sorted =
                rounds.stream().mapToDouble(round -> round[index]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
