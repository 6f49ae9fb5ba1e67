package io.openclaw.partner.connectors;

import com.sun.net.httpserver.HttpExchange;
import io.openclaw.account.Account;
import io.openclaw.partner.PartnerBench;
import io.openclaw.partner.Vars;
import io.openclaw.partner.mapping.Json;
import io.openclaw.partner.signature.InboundRequest;
import io.openclaw.partner.signature.Keys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/** The project's own connectors on the partner room, with a partner on a local port whose answers are scripted. */
final class ConnectorBench implements AutoCloseable {

    static final Path FOLDER = Path.of("routes/connectors");
    static final String SECRET = "a secret";

    /** What the partner got. */
    record Call(String method, String path, String query, Map<String, String> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        Object json() {
            try {
                return Json.parse(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String line() {
            return method + " " + path + (query.isEmpty() ? "" : "?" + query);
        }

        String header(String name) {
            return headers.get(name.toLowerCase(java.util.Locale.ROOT));
        }

        InboundRequest inbound(Account account) {
            return new InboundRequest(method, path, query, headers, body, Keys.of(account), Instant.now());
        }
    }

    /** What the partner answers. */
    record Answer(int status, Map<String, String> headers, byte[] body) {

        static Answer json(int status, String body) {
            return new Answer(
                    status, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
        }

        static Answer ok(String body) {
            return json(200, body);
        }

        Answer with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(status, more, body);
        }
    }

    private final PartnerBench bench = new PartnerBench();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Function<Call, Answer> partner = call -> Answer.ok("{}");

    /** With every connector. */
    ConnectorBench() throws Exception {
        this("");
    }

    /** With the connector of that vendor alone, which takes a fraction of the time. */
    ConnectorBench(String vendor) throws Exception {
        for (Path file : files()) {
            if (file.getFileName().toString().startsWith(vendor)) {
                bench.routes(Files.readString(file));
            }
        }
        bench.partner(this::serve);
    }

    /** As it was when it was made; accounts stay. */
    void forget() {
        calls.clear();
        partner = call -> Answer.ok("{}");
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private void serve(HttpExchange request) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        request.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        Call call = new Call(
                request.getRequestMethod(),
                request.getRequestURI().getRawPath(),
                request.getRequestURI().getRawQuery() == null
                        ? ""
                        : request.getRequestURI().getRawQuery(),
                headers,
                request.getRequestBody().readAllBytes());
        calls.add(call);
        Answer answer = partner.apply(call);
        answer.headers().forEach((name, value) -> request.getResponseHeaders().add(name, value));
        request.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        try (var out = request.getResponseBody()) {
            out.write(answer.body());
        }
        request.close();
    }

    /** A live account whose connector is asked; budgets are wide so that no test waits. */
    Account account(
            String id, Account.Kind kind, String vendor, Map<String, String> credentials, Map<String, Object> policy) {
        Account plain = bench.account(id, kind, vendor, Account.Mode.LIVE, policy);
        Account account = new Account(
                id,
                "demo",
                kind,
                vendor,
                id,
                "CN",
                ZoneId.of("Asia/Shanghai"),
                "USD",
                Account.Mode.LIVE,
                null,
                plain.baseUrl(),
                List.of(SECRET),
                credentials,
                policy,
                Map.of("admin-api", "1000/1000", "gateway", "1000/1000", "api", "1000/1000"));
        bench.put(account);
        return account;
    }

    void partner(Function<Call, Answer> answers) {
        this.partner = answers;
    }

    /** Asks as a hub route does: {@code carrier:create-waybill}. */
    Object ask(String uri, Account account, Object document) throws Exception {
        return bench.ask(uri, account.id(), document);
    }

    /** Hands raw bytes to the vendor's push route, as push-intake does. */
    Exchange push(Account account, Map<String, String> headers, String query, byte[] body) throws Exception {
        Exchange exchange = new DefaultExchange(bench.camel());
        exchange.setVariable(Vars.ACCOUNT, account.id());
        exchange.setVariable(Vars.TENANT, account.tenant());
        exchange.setVariable(Vars.SHOP, account);
        exchange.setVariable("push.method", "POST");
        exchange.setVariable("push.path", "/webhooks/" + account.kind().word() + "/" + account.id());
        exchange.setVariable("push.query", query);
        headers.forEach((name, value) -> exchange.getMessage().setHeader(name, value));
        exchange.getMessage().setBody(body);
        return bench.send("direct:" + account.vendor() + ".push", exchange);
    }

    List<Call> calls() {
        return new ArrayList<>(calls);
    }

    Call only() {
        if (calls.size() != 1) {
            throw new AssertionError("one call was expected, not "
                    + calls.stream().map(Call::line).toList());
        }
        return calls.get(0);
    }

    PartnerBench bench() {
        return bench;
    }

    /** A sample of our own. */
    static byte[] sample(String name) {
        try {
            return Files.readAllBytes(Path.of("src/test/resources/samples", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Object json(String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        bench.close();
    }
}
