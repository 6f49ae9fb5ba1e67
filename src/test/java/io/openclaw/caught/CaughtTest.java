package io.openclaw.caught;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes that catch what came out of a transaction or a split of another route, where Camel has wrapped it. */
class CaughtTest {

    private static TestDatabase database;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private volatile RuntimeException failure;

    @BeforeAll
    static void migrate() {
        database = TestDatabase.h2();
        database.jdbc().sql("CREATE TABLE note (word VARCHAR(20))").update();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void start() throws Exception {
        camel.disableJMX();
        camel.getRegistry().bind("work", new SpringTransactionPolicy(database.transactions()));
        camel.getRegistry().bind("caughtPolicy", new CaughtConfiguration().caughtPolicy());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:partner").errorHandler(noErrorHandler()).process(exchange -> {
                    database.jdbc().sql("INSERT INTO note VALUES ('kept?')").update();
                    if (failure != null) {
                        throw failure;
                    }
                });
            }
        });
        String routes = new String(
                getClass().getResourceAsStream("/caught/caught.camel.yaml").readAllBytes(), StandardCharsets.UTF_8);
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("caught.camel.yaml", routes));
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        database.jdbc().sql("DELETE FROM note").update();
    }

    /** Fails where the message hangs. */
    private Object ask(String route) throws Exception {
        try (var template = camel.createProducerTemplate()) {
            return template.asyncRequestBody("direct:" + route, (Object) "asked")
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private Throwable failureOf(String route) {
        Throwable thrown = catchThrowable(() -> ask(route));
        assertThat(thrown).as("an end, not a wait").isInstanceOf(ExecutionException.class);
        return thrown;
    }

    private int notes() {
        return database.jdbc()
                .sql("SELECT COUNT(*) FROM note")
                .query(Integer.class)
                .single();
    }

    private static PartnerException refused(Category category) {
        return new PartnerException(category, "shop", "X", "no");
    }

    @Test
    void aRefusalInATransactionIsCaughtByItsCategory() throws Exception {
        failure = refused(Category.REJECTED);
        assertThat(ask("catching-transaction")).isEqualTo("caught REJECTED: no");
        assertThat(notes()).isZero();
    }

    @Test
    void anotherCategoryGoesOnAsAFailure() {
        failure = refused(Category.TRANSIENT);
        assertThat(failureOf("catching-transaction")).hasRootCause(failure);
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(notes()).isZero();
    }

    @Test
    void whatSucceedsIsCommitted() throws Exception {
        assertThat(ask("catching-transaction")).isEqualTo("asked");
        assertThat(notes()).isEqualTo(1);
    }

    @Test
    void aRefusalInASplitIsCaughtByItsCategory() throws Exception {
        failure = refused(Category.REJECTED);
        assertThat(ask("catching-split")).isEqualTo("caught REJECTED: no");
    }

    @Test
    void whoeverNamesTheWrapperGetsIt() throws Exception {
        failure = refused(Category.REJECTED);
        assertThat(ask("catching-wrapper")).isEqualTo("caught " + CamelExchangeException.class.getName());
    }

    @Test
    void aQuestionThatCannotBeAnsweredIsNotMetAndTheMessageEnds() {
        failure = new IllegalStateException("broken");
        assertThat(failureOf("asking-nonsense")).hasRootCause(failure);
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).hasMessageContaining("category");
    }

    @Test
    void theNextClauseTakesWhatAQuestionCouldNotBeAskedOf() throws Exception {
        failure = new IllegalStateException("broken");
        assertThat(ask("asking-nonsense-then")).isEqualTo("then broken");
    }

    @Test
    void aQuestionThatThrowsTheFailureItselfEndsToo() {
        failure = refused(Category.REJECTED);
        camel.getRegistry().bind("thrower", new Thrower());
        assertThat(failureOf("asking-a-thrower")).hasRootCause(failure);
    }

    @Test
    void onExceptionIsHandedTheRefusalBeneath() throws Exception {
        failure = new RuntimeCamelException(refused(Category.REJECTED));
        assertThat(ask("handling-partner")).isEqualTo("handled REJECTED: no");
    }

    @Test
    void onExceptionIsHandedTheRefusalOfASplit() throws Exception {
        failure = refused(Category.REJECTED);
        assertThat(ask("handling-split")).isEqualTo("handled REJECTED: no");
    }

    @Test
    void anOnExceptionOfAnotherCategoryLetsItGoOn() {
        failure = new RuntimeCamelException(refused(Category.TRANSIENT));
        assertThat(failureOf("handling-partner")).hasRootCause(failure.getCause());
    }

    @Test
    void anOnExceptionThatCannotBeAskedLetsTheMessageEnd() {
        failure = new IllegalStateException("broken");
        assertThat(failureOf("handling-nonsense")).hasRootCause(failure);
        assertThat(failure.getSuppressed()).isNotEmpty();
    }

    /** Throws what it is asked about. */
    public static final class Thrower {

        public boolean ask(RuntimeException thrown) {
            throw thrown;
        }
    }
}
