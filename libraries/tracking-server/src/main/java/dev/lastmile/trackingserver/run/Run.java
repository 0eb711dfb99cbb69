package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.protocol.LifecycleStage;
import jakarta.persistence.CascadeType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** An execution with its parameters, metrics and tags. */
@Entity
public class Run {
    /** The tag that is also the name of the run. */
    static final String NAME_TAG = "mlflow.runName";

    @Id
    @Column(name = "run_id")
    String id;

    long experimentId;

    String name;

    String userId;

    // Not an enum: filters compare it with any string.
    String status = RunStatus.RUNNING.name();

    long startTime;

    Long endTime;

    String artifactUri;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    LifecycleStage lifecycleStage = LifecycleStage.ACTIVE;

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "run_tag", joinColumns = @JoinColumn(name = "run_id"))
    @MapKeyColumn(name = "tag_key")
    @Column(name = "tag_value")
    Map<String, String> tags = new HashMap<>();

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "run_param", joinColumns = @JoinColumn(name = "run_id"))
    @MapKeyColumn(name = "param_key")
    @Column(name = "param_value")
    Map<String, String> params = new HashMap<>();

    /** The latest point of each metric. */
    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "run_metric", joinColumns = @JoinColumn(name = "run_id"))
    @MapKeyColumn(name = "metric_key")
    Map<String, MetricValue> metrics = new HashMap<>();

    @OneToMany(mappedBy = "run", cascade = CascadeType.ALL)
    @OrderBy("id")
    @BatchSize(size = 200)
    List<DatasetInput> datasets = new ArrayList<>();

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "run_model_input", joinColumns = @JoinColumn(name = "run_id"))
    @Column(name = "model_id")
    Set<String> modelInputs = new HashSet<>();

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "run_model_output", joinColumns = @JoinColumn(name = "run_id"))
    Set<ModelOutput> modelOutputs = new HashSet<>();

    /** A logged model that a run created. */
    @Embeddable
    public record ModelOutput(String modelId, long step) {}

    void rename(String newName) {
        name = newName;
        tags.put(NAME_TAG, newName);
    }

    void tag(String key, String value) {
        if (key.equals(NAME_TAG)) {
            rename(value);
        } else {
            tags.put(key, value);
        }
    }
}
