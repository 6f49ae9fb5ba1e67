package io.openclaw.partner.component;

import io.openclaw.account.Account;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.Resource;

/** Where a person mends what an operation's route makes of a document. */
final class MappingFiles {

    private static final Pattern MAPPING = Pattern.compile("resource:file:(\\S+\\.jsonata)");
    private static final String DIRECT = "direct:";

    private final CamelContext context;

    MappingFiles(CamelContext context) {
        this.context = context;
    }

    /** The JSONata files that the route and those it leads to refer to; the route's own file where there are none. */
    String of(Account account, String operation) {
        String id = account.vendor() + "." + operation;
        Set<String> files = mappings(id);
        return files.isEmpty() ? own(id, account) : String.join(", ", files);
    }

    private Set<String> mappings(String id) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        Set<String> files = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> ahead = new ArrayDeque<>(Set.of(id));
        while (model != null && !ahead.isEmpty()) {
            String next = ahead.poll();
            RouteDefinition route = seen.add(next) ? model.getRouteDefinition(next) : null;
            if (route == null) {
                continue;
            }
            for (ExpressionNode step : steps(route, ExpressionNode.class)) {
                if (step.getExpression() != null && step.getExpression().getExpression() != null) {
                    Matcher mapping = MAPPING.matcher(step.getExpression().getExpression());
                    if (mapping.matches()) {
                        files.add(mapping.group(1));
                    }
                }
            }
            for (ToDefinition step : steps(route, ToDefinition.class)) {
                if (step.getUri() != null && step.getUri().startsWith(DIRECT)) {
                    ahead.add(step.getUri().substring(DIRECT.length()));
                }
            }
        }
        return files;
    }

    private static <T> Collection<T> steps(RouteDefinition route, Class<T> type) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), type);
    }

    private String own(String id, Account account) {
        var route = context.getRoute(id);
        Resource source = route == null ? null : route.getSourceResource();
        return source != null && "file".equals(source.getScheme())
                ? source.getLocation().replaceFirst("^file:", "")
                : VendorRoutes.file(account);
    }
}
