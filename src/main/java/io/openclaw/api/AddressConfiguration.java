package io.openclaw.api;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.embedded.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Which addresses are taken at all: SKUs of real shops have slashes. */
@Configuration(proxyBeanMethods = false)
class AddressConfiguration {

    /** The slash stays encoded up to the segment it stands in, so that it never divides an address. */
    @Bean
    TomcatConnectorCustomizer encodedSlash() {
        return connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    }

    @Bean
    HttpFirewall skuFirewall() {
        return new SkuFirewall();
    }

    @Bean
    RequestRejectedHandler refusedAddress(ProblemWriter problems) {
        return new RefusedAddress(problems);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusedByTomcat(ObjectProvider<ProblemWriter> problems) {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new RefusedByTomcat(problems.getObject())));
    }

    static ApiProblem notTaken() {
        return ApiProblem.badRequest(
                "the address is not taken",
                "leave out //, ., .., ; and backslashes; percent-encode the rest, a slash inside a SKU as %2F");
    }

    private record RefusedAddress(ProblemWriter problems) implements RequestRejectedHandler {

        private static final RequestRejectedHandler OTHERS = new HttpStatusRequestRejectedHandler();

        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException e)
                throws IOException, ServletException {
            if (!request.getRequestURI().startsWith("/api/")) {
                OTHERS.handle(request, response, e);
                return;
            }
            problems.write(request, response, notTaken());
        }
    }
}
