package io.openclaw.sandbox;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The simulated partners: inside the hub (profile {@code sandbox}) or as a process of their own ({@code partners}). */
@Configuration(proxyBeanMethods = false)
@Profile({"sandbox", "partners"})
@ComponentScan
public class SandboxConfiguration {}
