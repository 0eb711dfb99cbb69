package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.CopyReport;
import dev.lastmile.tracking.TrackingConfig;
import java.util.function.Consumer;

/** The shared state of a client: the server's address, connections, stores. Thread-safe. */
public final class Connection implements AutoCloseable {
    private final Rest rest;
    private final Artifacts artifacts;
    private final Runs runs;
    private final RunArtifacts runArtifacts;
    private final Registry registry;

    public Connection(TrackingConfig config) {
        Http http = new Http(config);
        this.rest = new Rest(config, http);
        this.artifacts = new Artifacts(config, http, rest);
        this.runs = new Runs(rest, artifacts, config);
        this.runArtifacts = new RunArtifacts(runs, artifacts);
        this.registry = new Registry(rest, artifacts, runs, config.isDatabricks());
    }

    public void ping() {
        rest.ping();
    }

    public Runs runs() {
        return runs;
    }

    public RunArtifacts runArtifacts() {
        return runArtifacts;
    }

    public Registry registry() {
        return registry;
    }

    /** Copies everything to the server of another connection. */
    public CopyReport copyTo(Connection other, Consumer<String> progress) {
        return new ServerCopy(
                        new ServerCopy.Side(rest, artifacts),
                        new ServerCopy.Side(other.rest, other.artifacts),
                        progress)
                .copy();
    }

    @Override
    public void close() {
        artifacts.close();
    }
}
