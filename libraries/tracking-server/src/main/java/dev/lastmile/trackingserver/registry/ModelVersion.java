package dev.lastmile.trackingserver.registry;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyColumn;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.BatchSize;

/** A version of a registered model. */
@Entity
public class ModelVersion {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "registered_model_id")
    RegisteredModel model;

    int version;

    @Column(length = 100_000)
    String description;

    String userId;

    String stage = LegacyStages.NONE;

    @Column(length = 8000)
    String source;

    /** Location of the files; {@link #source} may be that of a logged model instead. */
    @Column(length = 8000)
    String storageLocation;

    String runId;

    String runLink;

    /** The logged model of this version, if it has one. */
    String modelId;

    long creationTime;

    long lastUpdateTime;

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "model_version_tag", joinColumns = @JoinColumn(name = "model_version_id"))
    @MapKeyColumn(name = "tag_key")
    @Column(name = "tag_value")
    Map<String, String> tags = new HashMap<>();

    boolean isPrompt() {
        return Prompts.isMarked(tags);
    }

    void touch() {
        lastUpdateTime = System.currentTimeMillis();
    }
}
