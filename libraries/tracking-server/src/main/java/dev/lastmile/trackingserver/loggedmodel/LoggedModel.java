package dev.lastmile.trackingserver.loggedmodel;

import dev.lastmile.trackingserver.protocol.LifecycleStage;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A model of an experiment, which clients since MLflow 3 create for each logged model. */
@Entity
public class LoggedModel {
    @Id
    @Column(name = "model_id")
    String id;

    long experimentId;

    String name;

    String artifactUri;

    String status = LoggedModelStatus.PENDING.text();

    String modelType;

    String sourceRunId;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    LifecycleStage lifecycleStage = LifecycleStage.ACTIVE;

    long creationTime;

    long lastUpdateTime;

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "logged_model_tag", joinColumns = @JoinColumn(name = "model_id"))
    @MapKeyColumn(name = "tag_key")
    @Column(name = "tag_value")
    Map<String, String> tags = new HashMap<>();

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "logged_model_param", joinColumns = @JoinColumn(name = "model_id"))
    @MapKeyColumn(name = "param_key")
    @Column(name = "param_value")
    Map<String, String> params = new HashMap<>();
}
