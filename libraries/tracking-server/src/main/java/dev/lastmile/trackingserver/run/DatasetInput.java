package dev.lastmile.trackingserver.run;

import jakarta.persistence.Basic;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyColumn;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.Formula;

/** A dataset that a run read. */
@Entity
public class DatasetInput {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "input_id")
    Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "run_id")
    Run run;

    String name;

    String digest;

    String sourceType;

    @Column(length = 65_535)
    String source;

    @Column(name = "dataset_schema", length = 1_048_575)
    String schema;

    /** Loaded lazily: it can have 16 million characters. */
    @Lob
    @Basic(fetch = FetchType.LAZY)
    String profile;

    /** The length of the profile in the database; null before it is stored, and without one. */
    @Formula("char_length(profile)")
    Long profileLength;

    @ElementCollection
    @BatchSize(size = 200)
    @CollectionTable(name = "dataset_input_tag", joinColumns = @JoinColumn(name = "input_id"))
    @MapKeyColumn(name = "tag_key")
    @Column(name = "tag_value")
    Map<String, String> tags = new HashMap<>();

    /** The profile, without a query if there is none. */
    String profile() {
        return id != null && profileLength == null ? null : profile;
    }

    /** Approximate size in a response. */
    long characters() {
        return source.length() + (schema == null ? 0 : schema.length()) + profileCharacters();
    }

    private long profileCharacters() {
        if (profileLength != null) {
            return profileLength;
        }
        return id == null && profile != null ? profile.length() : 0;
    }
}
