package dev.lastmile.trackingserver.registry;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.BatchSize;

/** A named model with versions. */
@Entity
public class RegisteredModel {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String name;

    @Column(length = 100_000)
    String description;

    long creationTime;

    long lastUpdateTime;

    /** The highest version number ever assigned. */
    int lastVersion;

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "registered_model_tag", joinColumns = @JoinColumn(name = "registered_model_id"))
    @MapKeyColumn(name = "tag_key")
    @Column(name = "tag_value")
    Map<String, String> tags = new HashMap<>();

    /** Version numbers by alias. */
    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "registered_model_alias", joinColumns = @JoinColumn(name = "registered_model_id"))
    @MapKeyColumn(name = "alias")
    @Column(name = "version")
    Map<String, Integer> aliases = new HashMap<>();

    void touch() {
        lastUpdateTime = System.currentTimeMillis();
    }
}
