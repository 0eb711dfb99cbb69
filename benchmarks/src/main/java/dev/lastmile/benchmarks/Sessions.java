package dev.lastmile.benchmarks;

import org.apache.spark.sql.SparkSession;

/** The Spark session of every JVM here; peer.py has the same settings. */
final class Sessions {
    private Sessions() {}

    static SparkSession local() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("lastmile-benchmarks")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }
}
