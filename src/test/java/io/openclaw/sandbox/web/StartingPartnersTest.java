package io.openclaw.sandbox.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class StartingPartnersTest {

    private final StartingPartners starting = new StartingPartners();

    @Test
    void whoIsNotUpYetIsAwayAndKnowsNothingBetter() throws Exception {
        MockFilterChain routes = new MockFilterChain();
        MockHttpServletResponse answer = new MockHttpServletResponse();
        starting.doFilter(new MockHttpServletRequest(), answer, routes);
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(routes.getRequest()).isNull();

        starting.onApplicationEvent(null);
        starting.doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(), routes);
        assertThat(routes.getRequest()).isNotNull();
    }
}
