package io.openclaw.sandbox;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;

/**
 * The sandbox: simulated partners, inside the hub (profile {@code sandbox}) or as a process of their own ({@code
 * partners}), and the demo tenant of a hub in profile {@code sandbox}, wherever its partners run.
 */
@Configuration(proxyBeanMethods = false)
@Profile({"sandbox", "partners"})
@Import({SandboxConfiguration.SimulatedPartners.class, SandboxConfiguration.DemoTenant.class})
public class SandboxConfiguration {

    /** The partners and what serves them. Their beans never meet the hub's: it has parcels and warehouses of its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = SandboxEnvironment.SERVING, havingValue = "true")
    @ComponentScan(
            basePackages = "io.openclaw.sandbox",
            nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class,
            excludeFilters = {
                @ComponentScan.Filter(type = FilterType.REGEX, pattern = "io\\.openclaw\\.sandbox\\.seed\\..*"),
                @ComponentScan.Filter(type = FilterType.REGEX, pattern = "io\\.openclaw\\.sandbox\\.SandboxConfig.*")
            })
    static class SimulatedPartners {}

    /** What a newcomer finds in the hub's own store. */
    @Configuration(proxyBeanMethods = false)
    @Profile("sandbox & !partners")
    @ComponentScan(
            basePackages = "io.openclaw.sandbox.seed",
            nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
    static class DemoTenant {}
}
