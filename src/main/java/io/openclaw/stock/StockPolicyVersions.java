package io.openclaw.stock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.rulefile.RuleVersions;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.stereotype.Component;

/** The stock policies that were in force, so that yesterday's figures can be explained by yesterday's. */
@Component
public class StockPolicyVersions {

    private static final String KIND = "stock";

    private final RuleVersions versions;
    private final ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    StockPolicyVersions(RuleVersions versions) {
        this.versions = versions;
    }

    /** A policy from its moment on. */
    public record Version(OffsetDateTime since, StockPolicy policy) {}

    /** Notes what is in force from now on, once, however often and by how many hubs it is read. */
    void note(StockPolicy policy) {
        versions.note(KIND, written(policy));
    }

    /** The policy in force at a moment, and those that came after it, as {@link RuleVersions#since} has them. */
    List<Version> since(OffsetDateTime moment, StockPolicy present) {
        return versions.since(KIND, moment, written(present)).stream()
                .map(version -> new Version(version.since(), read(version.body())))
                .toList();
    }

    private String written(StockPolicy policy) {
        try {
            return json.writeValueAsString(policy);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy of texts and numbers cannot fail to be written", e);
        }
    }

    private StockPolicy read(String body) {
        try {
            return json.readValue(body, StockPolicy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rule_version holds no policy: " + body, e);
        }
    }
}
