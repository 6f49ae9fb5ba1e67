package io.openclaw.partner.component;

import io.openclaw.account.Account;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.partner.OperationScope;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.Vars;
import io.openclaw.reload.RouteFiles;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.ObjectHelper;

/** Runs {@code direct:<vendor>.<operation>} on an exchange of its own, and lets its failures surface as they are. */
final class VendorRoutes extends ServiceSupport {

    /** A file that is saved in place of a deleted one is back soon; a route that is not there stays away. */
    private static final long PATIENCE_MS = 1_500;

    private final CamelContext context;
    private final ProducerTemplate template;
    private final MappingFiles mappings;

    VendorRoutes(CamelContext context) {
        this.context = context;
        this.mappings = new MappingFiles(context);
        this.template = context.createProducerTemplate();
    }

    /** The file an operation's route belongs in. */
    static String file(Account account) {
        return "routes/connectors/" + account.kind().word() + "/" + account.vendor() + ".camel.yaml";
    }

    /** The files in which the operation's mapping is mended. */
    String mapping(Account account, String operation) {
        return mappings.of(account, operation);
    }

    /** What the route leaves as its body. The caller's headers and variables do not reach it, nor its own the caller. */
    Object run(Account account, String operation, Map<String, Object> document, OperationScope scope, Exchange caller) {
        String id = account.vendor() + "." + operation;
        awaitRoute(id, account, operation);
        Exchange own = new DefaultExchange(context);
        own.setProperty(Vars.SCOPE, scope);
        own.setVariable(Vars.ACCOUNT, account.id());
        own.setVariable(Vars.TENANT, account.tenant());
        own.setVariable(Vars.SHOP, account);
        own.setVariable(Vars.LIMITS, account.limits());
        own.setVariable(Vars.REQUEST, document);
        Object event = caller.getVariable(Vars.EVENT);
        if (event != null) {
            own.setVariable(Vars.EVENT, event);
        }
        own.getMessage().setBody(document);
        template.send("direct:" + id, own);
        throwIfFailed(own);
        return own.getMessage().getBody();
    }

    private void awaitRoute(String id, Account account, String operation) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!RouteFiles.hasRoute(context, id)) {
            if (System.nanoTime() > until) {
                throw new MissingRouteException("account " + account.id() + " cannot do "
                        + account.kind().word() + ":" + operation + ": there is no route '" + id + "' in "
                        + file(account));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for route " + id, e);
            }
        }
    }

    private static void throwIfFailed(Exchange own) {
        Exception failure = own.getException();
        if (failure == null
                && own.getExchangeExtension().isErrorHandlerHandledSet()
                && own.getExchangeExtension().isErrorHandlerHandled()) {
            // An error handler of the vendor's route made a failure look like success: it did not happen all the same.
            failure = own.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        }
        if (failure == null) {
            return;
        }
        for (Class<? extends RuntimeException> known : java.util.List.of(PartnerException.class, NotUnderstood.class)) {
            RuntimeException found = ObjectHelper.getException(known, failure);
            if (found != null) {
                throw found;
            }
        }
        throw failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(failure.getMessage(), failure);
    }

    @Override
    protected void doStart() {
        template.start();
    }

    @Override
    protected void doStop() {
        template.stop();
    }
}
