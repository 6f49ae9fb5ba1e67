package io.openclaw.operations;

import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The door to the operator's pages (Hawtio, Jolokia, Prometheus). In the sandbox they open on this machine alone;
 * elsewhere they ask for the operator's name and password, and without a configured password they stay shut.
 * Pushes and the open API have checks of their own and pass here.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(SecurityConfiguration.class);

    // Endpoint matching, not a path pattern: the Jolokia servlet stands beside Spring MVC, and a pattern misses it.
    @Bean
    @Order(1)
    SecurityFilterChain operatorPages(HttpSecurity http, Environment environment) throws Exception {
        boolean sandbox = environment.acceptsProfiles(Profiles.of("sandbox"));
        http.securityMatcher(EndpointRequest.toAnyEndpoint())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(all -> {
                    all.requestMatchers(EndpointRequest.to(HealthEndpoint.class))
                            .permitAll();
                    all.anyRequest().access((authentication, context) -> {
                        HttpServletRequest request = context.getRequest();
                        boolean allowed = sandbox
                                ? OperatorAccess.local(request)
                                : authentication.get().getAuthorities().stream()
                                                .anyMatch(a -> a.getAuthority().equals("ROLE_OPERATOR"))
                                        && OperatorAccess.sameOrigin(request);
                        return new AuthorizationDecision(allowed);
                    });
                });
        if (!sandbox) {
            http.httpBasic(withDefaults());
        }
        return http.build();
    }

    /** Signatures over the raw bytes are what counts here; a dozen filters on the way would only cost time. */
    @Bean
    @Order(2)
    SecurityFilterChain pushes() {
        return new DefaultSecurityFilterChain(request -> request.getRequestURI().startsWith("/webhooks/"), List.of());
    }

    @Bean
    @Order(3)
    SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    UserDetailsService operators(Environment environment) {
        String name = environment.getProperty("openclaw.operator.name", "operator");
        String password = environment.getProperty("openclaw.operator.password", "");
        if (password.isBlank()) {
            if (!environment.acceptsProfiles(Profiles.of("sandbox"))) {
                LOG.warn("OC-OPERATOR-SHUT Hawtio and metrics stay shut: set openclaw.operator.password");
            }
            return new InMemoryUserDetailsManager();
        }
        return new InMemoryUserDetailsManager(User.withUsername(name)
                .password(PasswordEncoderFactories.createDelegatingPasswordEncoder()
                        .encode(password))
                .roles("OPERATOR")
                .build());
    }
}
