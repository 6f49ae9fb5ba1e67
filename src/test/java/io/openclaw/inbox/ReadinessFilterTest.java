package io.openclaw.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What a caller meets before the hub is up. */
class ReadinessFilterTest {

    private boolean started;
    private boolean ready;
    private final ReadinessFilter filter = new ReadinessFilter(() -> started, () -> ready);

    private MockHttpServletResponse get(String path) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        filter.doFilter(new MockHttpServletRequest("GET", path), response, chain);
        // Nothing behind the filter is asked where it answers.
        assertThat(chain.getRequest() == null).isEqualTo(response.getStatus() == 503);
        return response;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/api/v2.1/orders", "/webhooks/shopify-us", "/"})
    void whileItStartsNothingIsServed(String path) throws Exception {
        ready = true;

        MockHttpServletResponse response = get(path);

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("2");
        assertThat(response.getContentAsString()).contains("The hub is starting or stopping.");
    }

    @Test
    void theOperatorsPagesAnswerBeforeWorkIsTaken() throws Exception {
        started = true;

        assertThat(get("/actuator/health").getStatus()).isEqualTo(200);
        assertThat(get("/api/v2.1/orders").getStatus()).isEqualTo(503);
    }

    @Test
    void allIsServedOnceItIsUp() throws Exception {
        started = true;
        ready = true;

        assertThat(get("/api/v2.1/orders").getStatus()).isEqualTo(200);
    }
}
