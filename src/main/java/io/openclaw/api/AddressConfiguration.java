package io.openclaw.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.embedded.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.HttpFirewall;
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
        return factory -> factory.addContextCustomizers(context -> {
            StandardHost host = (StandardHost) context.getParent();
            host.getPipeline().addValve(new RefusedByTomcat(problems.getObject()));
            host.setErrorReportValveClass(
                    RefusedByTomcat.class.getName()); // or Tomcat adds its own, which would speak first
        });
    }

    private record RefusedAddress(ProblemWriter problems) implements RequestRejectedHandler {

        private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException e)
                throws IOException {
            response.reset(); // of TRACE Tomcat has said already what may be done, wherever it is sent
            problems.write(
                    request,
                    response,
                    METHODS.contains(request.getMethod())
                            ? Refusals.notTaken()
                            : Refusals.noMethod(request.getMethod()));
        }
    }
}
