package io.openclaw.reload;

import io.openclaw.rulefile.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.dsl.yaml.common.exception.YamlDeserializationException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.ObjectHelper;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.springframework.core.env.Environment;

/**
 * Builds a file's routes in a scratch context on the hub's registry, without starting them: a bad scheme, option,
 * placeholder, expression or bean shows here, and not after the running route is gone.
 */
public final class DryRun {

    /** How a mapping says what is wrong with it, and where in its own file. */
    private static final String MAPPING = "JSONata ";

    private static final Pattern MAPPING_LINE = Pattern.compile("^JSONata at line (\\d+), column");

    private static final List<Pattern> CULPRITS = List.of(
            Pattern.compile("^throttle '([^']+)'"),
            Pattern.compile("^No language could be found for: (\\S+)"),
            Pattern.compile("^Property with key \\[([^\\]]+)]"),
            Pattern.compile("^(\\S+\\.jsonata) does not exist"));

    private static final Pattern UNKNOWN_OPTION = Pattern.compile("Unknown parameters=\\[\\{([^=}]+)=");

    private final CamelContext hub;
    private final Environment environment;

    public DryRun(CamelContext hub, Environment environment) {
        this.hub = hub;
        this.environment = environment;
    }

    /**
     * Refuses the file with line and reason when Camel would not take it.
     *
     * @param configurations the files that hold the routeConfigurations in force
     */
    public void check(RouteSource source, List<RouteSource> configurations) {
        source.refuseUnreadable();
        try (DefaultCamelContext scratch =
                new DefaultCamelContext(new DefaultRegistry(new HubBeans(hub.getRegistry())))) {
            scratch.disableJMX();
            scratch.setAutoStartup(false);
            scratch.addComponent("direct", new DirectComponent());
            scratch.getPropertiesComponent().addPropertiesSource(new SpringProperties(environment));
            Map<String, String> reads = new HashMap<>(source.reads());
            configurations.forEach(configuration -> configuration.reads().forEach(reads::putIfAbsent));
            PinnedResources.in(scratch).pin(reads);
            for (RouteSource configuration : configurations) {
                if (!configuration.file().equals(source.file())) {
                    load(scratch, configuration);
                }
            }
            scratch.start();
            load(scratch, source);
            for (String id : source.owned().uses()) {
                if (scratch.getRouteConfigurationDefinition(id) == null) {
                    throw noConfiguration(source, id);
                }
            }
            new Slips(hub, scratch, source).check();
        } catch (RefusedFile e) {
            throw new RefusedFile(e.file(), e.line(), inStep(source, e.line(), e.getMessage()), e);
        } catch (Exception e) {
            throw mapping(source, e).orElseGet(() -> refused(source, e, said(e)));
        }
    }

    /** The mapping that is at fault, by its own name and line: of a route that reads several Camel does not say which. */
    private Optional<RefusedFile> mapping(RouteSource source, Exception failure) {
        String reason = reason(failure);
        Matcher line = MAPPING_LINE.matcher(reason);
        if (!line.find()) {
            return Optional.empty();
        }
        return source.reads().entrySet().stream()
                .filter(read -> reason.equals(wrongWith(read.getValue())))
                .findFirst()
                .map(read -> new RefusedFile(
                        read.getKey().substring("file:".length()), Integer.parseInt(line.group(1)), reason, failure));
    }

    private String wrongWith(String mapping) {
        try {
            hub.resolveLanguage("jsonata").createExpression(mapping);
            return null;
        } catch (RuntimeException e) {
            return reason(e);
        }
    }

    static RefusedFile noConfiguration(RouteSource source, String id) {
        return new RefusedFile(
                source.file(),
                source.lineContaining("routeConfigurationId", 1),
                "there is no routeConfiguration '" + id + "'");
    }

    /** What a start failed for, as an edit of the file would be told it. */
    static RefusedFile refused(RouteSource source, Exception failure) {
        return refused(source, failure, reason(failure));
    }

    private static RefusedFile refused(RouteSource source, Exception failure, String said) {
        int line = line(source, failure);
        RouteWords.Word wrong = CamelSays.missing(source, line, said)
                .orElseGet(() -> new RouteWords.Word(CamelSays.plainly(said), line));
        return new RefusedFile(source.file(), wrong.line(), inStep(source, wrong.line(), wrong.text()), failure);
    }

    /** The step a line belongs to is put before what is wrong with it, unless that names it. */
    private static String inStep(RouteSource source, int line, String reason) {
        String step = source.words().stepAt(line);
        if (step == null || reason.contains("'" + step + "'") || reason.startsWith(MAPPING)) {
            return reason;
        }
        return (source.owned().routes().contains(step) ? "route '" : "step '") + step + "': " + reason;
    }

    private String said(Exception failure) {
        NoSuchEndpointException unknown = ObjectHelper.getException(NoSuchEndpointException.class, failure);
        if (unknown != null) {
            return Slips.noComponent(unknown.getUri().split(":", 2)[0], hub);
        }
        NoSuchBeanException bean = ObjectHelper.getException(NoSuchBeanException.class, failure);
        if (bean != null) {
            return reason(failure)
                    + Spelling.near(
                                    String.valueOf(bean.getName()),
                                    hub.getRegistry()
                                            .findByTypeWithName(Object.class)
                                            .keySet())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("");
        }
        return reason(failure);
    }

    static Resource resource(RouteSource source) {
        return ResourceHelper.fromString("file:" + source.file(), source.text());
    }

    private static void load(CamelContext context, RouteSource source) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(resource(source));
    }

    private static int line(RouteSource source, Exception failure) {
        int line = 1;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof YamlDeserializationException yaml) {
                Optional<Integer> marked = yaml.getProblemMark().map(m -> m.getLine() + 1);
                line = marked.orElse(line);
            } else if (t instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                line = marked.getProblemMark().get().getLine() + 1;
            } else if (t instanceof FailedToCreateRouteException route) {
                line = source.lineOf(route.getRouteId());
            } else if (t instanceof ResolveEndpointFailedException || t instanceof NoSuchEndpointException) {
                String uri = t instanceof ResolveEndpointFailedException failed
                        ? failed.getUri()
                        : ((NoSuchEndpointException) t).getUri();
                String path = uri.contains("?") ? uri.substring(0, uri.indexOf('?')) : uri;
                int step = source.lineContaining(path.replace("://", ":"), line, line);
                line = source.lineContaining(misspelt(t), step, step);
            } else {
                line = source.lineContaining(culprit(t), line, line);
            }
        }
        return line;
    }

    /** An option the endpoint does not know stands in the file as it was written, in one of many steps that call the same; null where none is named. */
    private static String misspelt(Throwable failure) {
        Matcher unknown = UNKNOWN_OPTION.matcher(String.valueOf(failure.getMessage()));
        return unknown.find() ? unknown.group(1) + ":" : null;
    }

    /** What a failure complains about, as it stands in the file; null where it does not say. */
    private static String culprit(Throwable failure) {
        if (failure instanceof NoSuchBeanException bean) {
            return "ref: " + bean.getName();
        }
        if (failure instanceof MethodNotFoundException method) {
            return method.getMethodName();
        }
        String message = String.valueOf(failure.getMessage());
        for (Pattern said : CULPRITS) {
            Matcher found = said.matcher(message);
            if (found.find()) {
                return found.group(1);
            }
        }
        return failure instanceof ExpressionIllegalSyntaxException syntax
                ? String.valueOf(syntax.getExpression()).lines().findFirst().orElse(null)
                : null;
    }

    static String reason(Exception failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null
                && deepest.getCause() != deepest
                && !String.valueOf(deepest.getMessage()).startsWith(MAPPING)) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
        return message.replaceAll("\\s+", " ")
                .replaceAll(" in file:\\S+, line \\d+, column \\d+:.*", "")
                .strip();
    }

    /**
     * The hub's beans for reading alone: a registry that is handed over whole is emptied with the scratch context. Components
     * are not among them: the scratch context would make the running ones its own and stop them with itself.
     */
    private record HubBeans(Registry hub) implements BeanRepository {

        @Override
        public Object lookupByName(String name) {
            Object bean = hub.lookupByName(name);
            return bean instanceof Component ? null : bean;
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            return lookupByName(name) == null ? null : hub.lookupByNameAndType(name, type);
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return Component.class.isAssignableFrom(type) ? Map.of() : hub.findByTypeWithName(type);
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return Component.class.isAssignableFrom(type) ? Set.of() : hub.findByType(type);
        }
    }

    private record SpringProperties(Environment environment) implements PropertiesSource {

        @Override
        public String getName() {
            return "spring";
        }

        @Override
        public String getProperty(String name) {
            return environment.getProperty(name);
        }
    }
}
