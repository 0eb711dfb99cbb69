package dev.lastmile.serving.internal.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnFilterTest.WithOwnFilter.class)
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
class OwnFilterTest {
    private static final String FLOWER =
            "{\"sepal_length\": 5.1, \"sepal_width\": 3.5, \"petal_length\": 1.4, \"petal_width\": 0.2}";

    public static class WithOwnFilter implements QuarkusTestProfile {
        @Override
        public String getConfigProfile() {
            return "own-filter";
        }
    }

    RegistryServer registry;

    @BeforeEach
    void aModelIsServed() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    @Test
    void aProjectsOwnFilterAppliesToSmallRequestsToo() {
        for (String path : new String[] {"/predict", "/invocations"}) {
            String body = path.equals("/predict") ? FLOWER : "{\"inputs\": " + FLOWER + "}";
            Response response = given().header("Content-Type", "application/json")
                    .body(body)
                    .post(path);

            assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
            assertThat(response.header("X-Own-Filter")).isEqualTo("POST");
        }
    }
}
