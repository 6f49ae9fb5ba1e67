package io.openclaw.partner.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.account.Account;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.Expression;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonataLanguageTest {

    private static DefaultCamelContext camel;

    @BeforeAll
    static void start() {
        camel = new DefaultCamelContext();
        camel.disableJMX();
        camel.start();
    }

    @AfterAll
    static void stop() throws Exception {
        camel.close();
    }

    private static Object map(String expression, Object body, Map<String, Object> variables) {
        DefaultExchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        variables.forEach(exchange::setVariable);
        Expression compiled = camel.resolveLanguage("jsonata").createExpression(expression);
        return compiled.evaluate(exchange, Object.class);
    }

    @Test
    void mapsDocumentsOfEveryForm() {
        String json = "{\"items\":[{\"q\":2},{\"q\":3}]}";
        for (Object body : List.of(
                json,
                json.getBytes(StandardCharsets.UTF_8),
                Map.of("items", List.of(Map.of("q", 2), Map.of("q", 3))))) {
            assertThat(map("{\"n\": $sum(items.q), \"all\": [items.q]}", body, Map.of()))
                    .isEqualTo(Map.of("n", 5, "all", List.of(2, 3)));
        }
    }

    @Test
    void aFunctionThereIsNotIsFoundBeforeTheFirstDocument() {
        assertThatThrownBy(() -> map("{\n  \"a\": $lowercased(name)\n}", Map.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("JSONata at line 2")
                .hasMessageContaining("there is no function $lowercased; did you mean $lowercase?");
        assertThatThrownBy(() -> map("$exists(name) ? $oops(name)", Map.of(), Map.of()))
                .as("also where the call is not reached by the first document")
                .hasMessageContaining("there is no function $oops");
    }

    @Test
    void whatIsBoundOrOnlyLooksLikeACallIsTaken() {
        assertThat(map(
                        "( $f := function($g, $x) { $g($x) }; /* $nope( */"
                                + " $f(function($s) { $contains($s, /\"$nope\\(/) ? 1 : 2 }, '$nope(') & \"$nope(\" )",
                        Map.of(),
                        Map.of()))
                .isEqualTo("2$nope(");
    }

    @Test
    void keepsDecimalsExact() throws Exception {
        Object passed = map("price", Json.parse("{\"price\": 19.990}"), Map.of());
        assertThat(passed).isInstanceOf(BigDecimal.class);
        assertThat((BigDecimal) passed).isEqualByComparingTo("19.99");
        assertThat(map("a + b", Json.parse("{\"a\": 0.1, \"b\": 0.2}"), Map.of()))
                .isEqualTo(new BigDecimal("0.3"));
        assertThat(map("$string(id)", Json.parse("{\"id\": 450789469123456}"), Map.of()))
                .isEqualTo("450789469123456");
        assertThat(map("id", Json.parse("{\"id\": 9007199254740993}"), Map.of()))
                .isEqualTo(9007199254740993L);
    }

    @Test
    void cutsTextsByCharactersAlsoWhereTheyAreEmoji() {
        Object gift = Map.of("name", "订单 🎁 1");
        assertThat(map("$substring(name, 0, 50)", gift, Map.of())).isEqualTo("订单 🎁 1");
        assertThat(map("$substring(name, 3, 1)", gift, Map.of())).isEqualTo("🎁");
        assertThat(map("$substring(name, 3)", gift, Map.of())).isEqualTo("🎁 1");
        assertThat(map("$substring(name, -3, 1)", gift, Map.of())).isEqualTo("🎁");
        assertThat(map("$substring(name, 9, 1) & '|' & $substring(name, 0, 0)", gift, Map.of()))
                .isEqualTo("|");
        assertThat(map("{\"a\": $substring(missing, 0, 3)}", gift, Map.of())).isEqualTo(Map.of());
    }

    @Test
    void givesPlainMapsAndLeavesOutWhatIsNotThere() {
        Object result = map("{\"a\": missing, \"b\": [], \"c\": nothing.at.all}", Map.of("x", 1), Map.of());
        assertThat(result).isEqualTo(Map.of("b", List.of()));
        assertThat(result.getClass().getName()).startsWith("java.util");
        assertThat(map("missing", Map.of("x", 1), Map.of())).isNull();
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("x", null);
        assertThat(map("{\"x\": x, \"is\": $exists(x)}", withNull, Map.of())).isEqualTo(withIs(withNull));
    }

    private static Map<String, Object> withIs(Map<String, Object> map) {
        Map<String, Object> copy = new HashMap<>(map);
        copy.put("is", true);
        return copy;
    }

    @Test
    void knowsVariablesButNoSecrets() {
        Account shop = new Account(
                "shop",
                "demo",
                Account.Kind.PLATFORM,
                "x",
                "shop",
                "US",
                ZoneId.of("UTC"),
                "USD",
                Account.Mode.LIVE,
                null,
                null,
                List.of("hidden"),
                Map.of("access_token", "hidden"),
                Map.of("country", "US"),
                Map.of());
        Object result = map(
                "{\"no\": $request.no, \"cur\": $shop.currency, \"pol\": $shop.policy.country, \"sec\": $shop.secrets, \"cred\": $shop.credentials}",
                Map.of(),
                Map.of("shop", shop, "request", Map.of("no", "P1")));
        assertThat(result).isEqualTo(Map.of("no", "P1", "cur", "USD", "pol", "US"));
    }

    @Test
    void readsExpressionsFromFiles(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("x.jsonata"), "{ \"id\": $uppercase(name) }");
        assertThat(map("resource:file:" + file, Map.of("name", "a"), Map.of())).isEqualTo(Map.of("id", "A"));
    }

    @Test
    void saysWhatIsWrongWithAnExpressionWhenItIsCompiled() {
        assertThatThrownBy(() -> map("{ \"a\": ", Map.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JSONata at line 1, column");
        assertThatThrownBy(() -> map("$number(name)", Map.of("name", "many"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("many");
    }

    @Test
    void saysWhichLineFailed(@TempDir Path folder) throws Exception {
        String head = "/* What this is for. */\n{\n  \"id\": id,\n";
        Path broken = Files.writeString(folder.resolve("x.jsonata"), head + "  \"n\": [name }\n");
        assertThatThrownBy(() -> map("resource:file:" + broken, Map.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("JSONata at line 4, column ")
                .contains("[name }")
                .doesNotContain("What this is for");

        // An operator of the library does not say where it stands.
        Path file = Files.writeString(folder.resolve("y.jsonata"), head + "  \"n\": 1 + name\n}\n");
        assertThatThrownBy(() -> map("resource:file:" + file, Map.of("name", "many"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("JSONata '{ \"id\": id, \"n\": 1 + name }': ")
                .doesNotContain("What this is for");
    }

    @Test
    void servesManyThreadsWithOneExpression() throws Exception {
        Expression expression =
                camel.resolveLanguage("jsonata").createExpression("{\"id\": id, \"sum\": $sum([1..200].($ * $$.id))}");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Object>> results = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int id = i;
            results.add(threads.submit(() -> {
                DefaultExchange exchange = new DefaultExchange(camel);
                exchange.getMessage().setBody(Map.of("id", id));
                return expression.evaluate(exchange, Object.class);
            }));
        }
        for (int i = 0; i < 400; i++) {
            Map<?, ?> result = (Map<?, ?>) results.get(i).get();
            assertThat(result.get("id")).isEqualTo(i);
            assertThat(((Number) result.get("sum")).intValue()).isEqualTo(20_100 * i);
        }
        threads.shutdown();
    }
}
