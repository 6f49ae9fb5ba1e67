package io.openclaw.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openclaw.account.Account;
import io.openclaw.account.AccountSwitches;
import io.openclaw.account.Accounts;
import io.openclaw.account.TestAccounts;
import io.openclaw.outbox.DeadLetter;
import io.openclaw.outbox.Delivery;
import io.openclaw.outbox.Event;
import io.openclaw.outbox.NotUnderstood;
import io.openclaw.outbox.NotYet;
import io.openclaw.partner.PartnerException;
import io.openclaw.partner.PartnerException.Category;
import io.openclaw.store.Dialect;
import io.openclaw.store.PresentStore;
import io.openclaw.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the channels promise: nothing lost, per order in sequence, lanes apart, failures as the taxonomy says. */
class ChannelsTest {

    private final TestDatabase database = TestDatabase.h2();
    private TestHub hub;

    @BeforeEach
    void start() {
        hub = new TestHub(database, Dialect.H2, TestHub.QUICK);
    }

    @AfterEach
    void stop() throws InterruptedException {
        hub.close();
        database.close();
    }

    @Test
    void everyEventArrivesOncePerSubscriberAndPerOrderInSequence() {
        Map<String, List<Object>> seen = new ConcurrentHashMap<>();
        Random failures = new Random(7);
        hub.consume("one", "order.*", null, event -> {
                    if (failures.nextInt(10) == 0) {
                        return new IllegalStateException("now and then");
                    }
                    note(seen, "one " + event.orderNo(), event);
                    return null;
                })
                .consume(
                        "two",
                        "order.created,order.updated",
                        null,
                        event -> note(seen, "two " + event.orderNo(), event));
        hub.channels.open();
        for (int n = 0; n < 20; n++) {
            for (int o = 0; o < 10; o++) {
                hub.emit(n == 0 ? "order.created" : "order.updated", TestHub.order("O" + o, n));
            }
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> hub.rows() == 0);
        List<Integer> inSequence = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            inSequence.add(n);
        }
        assertThat(seen).hasSize(20).allSatisfy((order, numbers) -> assertThat(numbers)
                .isEqualTo(inSequence));
    }

    @Test
    void whatMemoryHasNoRoomForWaitsInTheTableAndKeepsItsPlace() throws Exception {
        hub.close();
        hub = new TestHub(database, Dialect.H2, TestHub.properties(5, Duration.ofSeconds(60), Duration.ofHours(1)));
        Map<String, List<Object>> seen = new ConcurrentHashMap<>();
        CountDownLatch gate = new CountDownLatch(1);
        hub.consume("one", "order.updated", null, event -> {
            awaitLatch(gate);
            return note(seen, event.orderNo(), event);
        });
        hub.channels.open();
        for (int n = 0; n < 12; n++) {
            for (int o = 0; o < 3; o++) {
                hub.emit("order.updated", TestHub.order("O" + o, n));
            }
        }
        gate.countDown();
        await().atMost(Duration.ofSeconds(40)).until(() -> hub.rows() == 0);
        assertThat(seen).hasSize(3).allSatisfy((order, numbers) -> assertThat(numbers)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    }

    /** Taken out of partners.yaml with orders under way: a day of failures would end in dead letters. */
    @Test
    void whatIsForAnAccountThatIsGoneWaitsWithoutAnAttemptAndGoesOnWhenItIsBack() {
        Map<String, List<Object>> seen = new ConcurrentHashMap<>();
        hub.consume("push", "order.updated", "platform", event -> note(seen, event.orderNo(), event));
        hub.channels.open();
        hub.gone.add("shop");
        hub.emit("order.updated", Map.of("tenant", "demo", "order_no", "O1", "account", "shop", "number", 1));
        hub.emit("order.updated", Map.of("tenant", "demo", "order_no", "O2", "account", "slow", "number", 2));
        await().until(() -> seen.containsKey("O2"));
        assertThat(seen).doesNotContainKey("O1");
        assertThat(hub.deliveries.failing(1)).isEmpty();
        assertThatThrownBy(() -> hub.channels.discardAccount("slow")).hasMessageContaining("account slow is in");
        hub.gone.clear();
        hub.channels.hurry("shop");
        await().until(() -> hub.rows() == 0);
        assertThat(seen.get("O1")).isEqualTo(List.of(1));
    }

    @Test
    void whatIsForAnAccountThatIsGoneCanBeGivenUp() {
        hub.consume("push", "order.updated", "platform", event -> new IllegalStateException("never"));
        hub.channels.open();
        hub.gone.add("shop");
        hub.emit("order.updated", Map.of("tenant", "demo", "order_no", "O1", "account", "shop", "number", 1));
        // What was taken up by then is put back first, and given up by the next call.
        AtomicInteger given = new AtomicInteger();
        await().until(() -> given.addAndGet(hub.channels.discardAccount("shop")) == 1);
        assertThat(hub.rows()).isZero();
    }

    /** The lane is another account's: its own work goes on meanwhile. */
    @Test
    void aCallToAnAccountThatIsGoneIsNoFailure() {
        hub.consume("push", "order.updated", "platform", event -> {
            try {
                hub.accounts.get("fast");
                return null;
            } catch (RuntimeException e) {
                return e;
            }
        });
        hub.channels.open();
        hub.gone.add("fast");
        hub.emit("order.updated", Map.of("order_no", "O1", "account", "shop", "number", 1));
        await().until(() -> hub.lastError().contains("no account 'fast'"));
        assertThat(hub.deliveries.failing(1)).isEmpty();
        hub.gone.clear();
        hub.channels.hurry("shop");
        await().until(() -> hub.rows() == 0);
    }

    @Test
    void whatFailedIsTriedAtOnceWhenItsAccountWasMended() throws Exception {
        hub.close();
        hub = new TestHub(database, Dialect.H2, TestHub.slowRetry());
        AtomicBoolean mended = new AtomicBoolean();
        hub.consume(
                "push", "order.updated", "platform", event -> mended.get() ? null : new IllegalStateException("no"));
        hub.channels.open();
        hub.emit("order.updated", Map.of("order_no", "O1", "account", "shop", "number", 1));
        await().until(() -> !hub.deliveries.failing(1).isEmpty());
        mended.set(true);
        hub.channels.hurry("shop");
        await().until(() -> hub.rows() == 0);
    }

    /** Whoever looks at an order sees what it waits for; what takes a moment is not worth a row's change. */
    @Test
    void whatWaitsLongForAPermitIsNotedAndIsNoFailure() {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger quick = new AtomicInteger();
        hub.consume("label", "order.created", "platform", event -> {
            calls.incrementAndGet();
            return PartnerException.rateLimited("shop", Duration.ofSeconds(5), "the budget labels of shop is spent");
        });
        hub.consume("list", "order.updated", "platform", event -> {
            quick.incrementAndGet();
            return PartnerException.rateLimited("shop", Duration.ofMillis(20), "the budget lists of shop is spent");
        });
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("B", 1));
        await().atMost(Duration.ofSeconds(40)).until(() -> quick.get() >= 2);
        assertThat(hub.lastError()).isEmpty();
        hub.emit("order.created", TestHub.order("A", 1));
        await().atMost(Duration.ofSeconds(40))
                .until(() -> hub.lastError().equals("the budget labels of shop is spent"));
        assertThat(calls).as("the lane waits meanwhile").hasValue(1);
        assertThat(hub.deliveries.failing(1)).isEmpty();
    }

    /** Its pushes go on, so nothing else would say why its orders stand. */
    @Test
    void anAccountThatIsNotLiveSaysWhatWaitsForIt() {
        AccountSwitches switches = new AccountSwitches(database.jdbc(), Clock.systemUTC(), PresentStore.store());
        TestAccounts accounts = new TestAccounts()
                .platform("shop")
                .add("watched", Account.Kind.CARRIER, Account.Mode.SHADOW, Map.of())
                .add("read", Account.Kind.PLATFORM, Account.Mode.IMPORT_ONLY, Map.of())
                .add("off", Account.Kind.PLATFORM, Account.Mode.OFF, Map.of())
                .carrier("paused", Map.of());
        switches.set("demo", "paused", true, "counting", "ann");
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("accounts", accounts);
        StoppedLanes lanes = new StoppedLanes(new Absent(beans.getBeanProvider(Accounts.class)), accounts, switches);
        assertThat(lanes.why("shop")).isEmpty();
        assertThat(lanes.why("watched"))
                .hasValueSatisfying(
                        stop -> assertThat(stop.because()).contains("is in mode shadow", "until it is live"))
                .hasValueSatisfying(stop -> assertThat(stop.deaf()).isFalse());
        assertThat(lanes.why("read"))
                .hasValueSatisfying(stop -> assertThat(stop.because()).contains("is in mode import_only"));
        assertThat(lanes.why("off"))
                .hasValueSatisfying(stop -> assertThat(stop.deaf()).isTrue());
        assertThat(lanes.why("paused"))
                .hasValueSatisfying(stop -> assertThat(stop.because()).contains("by ann: counting"))
                .hasValueSatisfying(stop -> assertThat(stop.deaf()).isTrue());
    }

    /** A case is told after its order; while the ERP is slow it is looked at many times, and nothing has failed. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void whatWaitsForItsTurnIsNotedAndWarnsNobody(CapturedOutput log) {
        List<Object> told = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger looked = new AtomicInteger();
        AtomicBoolean first = new AtomicBoolean();
        hub.consume("tell", "order.updated", null, event -> {
            looked.incrementAndGet();
            if (!first.get()) {
                return new IllegalStateException(new NotYet("the order comes first"));
            }
            told.add(event.data().get("number"));
            return null;
        });
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        await().atMost(Duration.ofSeconds(40)).until(() -> looked.get() >= Courier.CONSPICUOUS + 2);
        hub.emit("order.updated", TestHub.order("A", 2));
        assertThat(hub.lastError()).isEqualTo("the order comes first");
        assertThat(hub.deliveries.failing(Courier.CONSPICUOUS)).isEmpty();
        assertThat(log).doesNotContain("tell/");
        first.set(true);
        await().atMost(Duration.ofSeconds(40)).until(() -> hub.rows() == 0);
        assertThat(told).containsExactly(1, 2);
    }

    @Test
    void whatASubscriberWouldPutAsideMakesNoDelivery() {
        Map<String, List<Object>> seen = new ConcurrentHashMap<>();
        hub.consume("one", "order.updated[urgent],order.created", null, event -> note(seen, event.type(), event));
        hub.channels.open();
        hub.emit("order.updated", Map.of("order_no", "O1", "account", "shop", "number", 1));
        hub.emit("order.updated", Map.of("order_no", "O1", "account", "shop", "number", 2, "urgent", false));
        hub.emit("order.updated", Map.of("order_no", "O1", "account", "shop", "number", 3, "urgent", true));
        hub.emit("order.created", Map.of("order_no", "O1", "account", "shop", "number", 4));
        await().atMost(Duration.ofSeconds(40)).until(() -> hub.rows() == 0);
        assertThat(seen).isEqualTo(Map.of("order.updated", List.of(3), "order.created", List.of(4)));
    }

    @Test
    void anInterestIsAskedWithWhatStillWaitsForTheSubscriber() {
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch first = new CountDownLatch(1);
        hub.interest("odd", (event, queued) -> (int) event.data().get("number") % 2 == 1 || queued.getAsBoolean());
        hub.consume("one", "order.updated", null, "odd", event -> {
            awaitLatch(first);
            seen.add(event.data().get("number"));
            return null;
        });
        hub.consume("two", "order.updated", null, "unknown-here", event -> null);
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 0));
        await().until(() -> hub.rows() == 0);
        hub.emit("order.updated", TestHub.order("A", 1));
        hub.emit("order.updated", TestHub.order("A", 2));
        hub.emit("order.updated", TestHub.order("B", 4));
        first.countDown();
        await().until(() -> hub.rows() == 0);
        hub.emit("order.updated", TestHub.order("A", 6));
        await().until(() -> hub.rows() == 0);
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void whileCallersCrowdAtTheDoorALaneWorksWithOneThreadAndThenWithAllAgain() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        hub.consume("one", "order.created", null, event -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            awaitLatch(gate);
            running.decrementAndGet();
            return null;
        });
        for (int caller = 0; caller < 10; caller++) {
            hub.pressure.enter();
        }
        hub.channels.open();
        for (int order = 0; order < 20; order++) {
            hub.emit("order.created", TestHub.order("O" + order, 0));
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> running.get() == 1);
        await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(40)).until(() -> most.get() == 1);
        for (int caller = 0; caller < 10; caller++) {
            hub.pressure.leave();
        }
        await("all threads of the lane").atMost(Duration.ofSeconds(40)).until(() -> running.get() == 4);
        gate.countDown();
        await().atMost(Duration.ofSeconds(40)).until(() -> hub.rows() == 0);
    }

    @Test
    void anEventOfATransactionThatRolledBackNeverHappened() {
        AtomicInteger calls = new AtomicInteger();
        hub.consume("one", "order.updated", null, event -> {
            calls.incrementAndGet();
            return null;
        });
        hub.channels.open();
        assertThatThrownBy(() -> database.work().executeWithoutResult(status -> {
                    hub.emitter.emit("order.updated", TestHub.order("O1", 1), "demo");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        Event second = hub.emit("order.updated", TestHub.order("O1", 2));
        await().until(() -> hub.rows() == 0);
        assertThat(calls).hasValue(1);
        assertThat(second.orderNo()).isEqualTo("O1");
    }

    @Test
    void outsideATransactionNothingIsEmitted() {
        assertThatThrownBy(() -> hub.emitter.emit("order.updated", TestHub.order("O1", 1), "demo"))
                .hasMessageContaining("transacted");
    }

    @Test
    void aHungPartnerFillsItsOwnLaneOnly() {
        CountDownLatch hung = new CountDownLatch(1);
        AtomicInteger fast = new AtomicInteger();
        hub.consume("labels", "fulfillment.created", "carrier", event -> {
            if ("slow".equals(event.text("carrier"))) {
                awaitLatch(hung);
            } else {
                fast.incrementAndGet();
            }
            return null;
        });
        hub.channels.open();
        for (int n = 0; n < 50; n++) {
            hub.emit("fulfillment.created", Map.of("order_no", "S" + n, "account", "shop", "carrier", "slow"));
            hub.emit("fulfillment.created", Map.of("order_no", "F" + n, "account", "shop", "carrier", "fast"));
        }
        await().until(() -> fast.get() == 50);
        assertThat(hub.desk.find("labels").lane("slow").running()).isEqualTo(4);
        hung.countDown();
        await().until(() -> hub.rows() == 0);
    }

    @Test
    void aPausedAccountHoldsItsLaneAndCostsNoAttempt() {
        AtomicInteger calls = new AtomicInteger();
        hub.consume("labels", "fulfillment.created", "carrier", event -> {
            calls.incrementAndGet();
            return null;
        });
        hub.channels.open();
        hub.channels.pause("demo", "slow", "maintenance", "test");
        hub.emit("fulfillment.created", Map.of("order_no", "S1", "account", "shop", "carrier", "slow"));
        hub.emit("fulfillment.created", Map.of("order_no", "F1", "account", "shop", "carrier", "fast"));
        await().until(() -> calls.get() == 1 && hub.rows() == 1);
        await().during(Duration.ofMillis(300)).until(() -> calls.get() == 1);
        hub.channels.resume("demo", "slow", "test");
        await().until(() -> calls.get() == 2 && hub.rows() == 0);
    }

    @Test
    void rejectedAndNotUnderstoodAreDeadAtOnceAndHoldNobodyBack() {
        AtomicInteger calls = new AtomicInteger();
        hub.consume("one", "order.updated", null, event -> {
            calls.incrementAndGet();
            return switch (event.text("number")) {
                case "1" ->
                    new RuntimeException(new NotUnderstood("$.lines[0].quantity", "is negative", "mend the mapping"));
                case "2" -> new PartnerException(Category.REJECTED, "shop", "E42", "no such service");
                default -> null;
            };
        });
        hub.channels.open();
        for (int n = 1; n <= 3; n++) {
            hub.emit("order.updated", TestHub.order("O1", n));
        }
        await().until(() -> hub.rows() == 0);
        assertThat(calls).hasValue(3);
        List<DeadLetter> dead = hub.deadLetters.list("demo", "open", "one", null, null, null, 10);
        assertThat(dead).extracting(DeadLetter::reason).containsExactlyInAnyOrder("not_understood", "rejected");
        assertThat(hub.deadLetters.list("demo", "open", "one", dead.get(0).account(), null, null, 10))
                .hasSize(2);
        assertThat(hub.deadLetters.list("demo", "open", "one", "another", null, null, 10))
                .isEmpty();
        assertThat(dead)
                .filteredOn(l -> l.reason().equals("not_understood"))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.field()).isEqualTo("$.lines[0].quantity");
                    assertThat(letter.hint()).isEqualTo("mend the mapping");
                    assertThat(letter.orderNo()).isEqualTo("O1");
                });
    }

    @Test
    void aRetryingEventHoldsBackItsOwnOrderOnly() {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean broken = new AtomicBoolean(true);
        hub.consume("one", "order.updated", null, event -> {
            if (broken.get() && event.orderNo().equals("A")) {
                return new PartnerException(Category.TRANSIENT, "shop", "503", "busy");
            }
            done.add(event.orderNo() + event.text("number"));
            return null;
        });
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        hub.emit("order.updated", TestHub.order("A", 2));
        hub.emit("order.updated", TestHub.order("B", 1));
        await().until(() -> done.contains("B1"));
        await().until(() -> !hub.deliveries.failing(3).isEmpty());
        assertThat(done).containsExactly("B1");
        broken.set(false);
        await().until(() -> hub.rows() == 0);
        assertThat(done).containsExactly("B1", "A1", "A2");
    }

    @Test
    void whatFailsForTooLongIsGivenUp() throws Exception {
        hub.close();
        hub = new TestHub(
                database, Dialect.H2, TestHub.properties(100, Duration.ofSeconds(60), Duration.ofMillis(300)));
        hub.consume("one", "order.updated", null, event -> new IllegalStateException("always"));
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        await().until(() -> hub.rows() == 0);
        assertThat(hub.deadLetters.list("demo", "open", "one", null, null, null, 10))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.reason()).isEqualTo("expired");
                    assertThat(letter.attempts()).isGreaterThan(1);
                    assertThat(letter.message()).isEqualTo("always");
                });
    }

    @Test
    void aRateLimitHoldsTheLaneAndIsNoAttempt() {
        AtomicInteger calls = new AtomicInteger();
        AtomicBoolean looked = new AtomicBoolean();
        hub.consume(
                "one",
                "order.updated",
                "platform",
                event -> calls.incrementAndGet() <= 3 || !looked.get()
                        ? PartnerException.rateLimited("shop", Duration.ofMillis(100), "slow down")
                        : null);
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        await().until(() -> calls.get() > 1);
        assertThat(database.jdbc()
                        .sql("SELECT MAX(attempt) FROM delivery")
                        .query(Integer.class)
                        .single())
                .isZero();
        looked.set(true);
        await().until(() -> hub.rows() == 0);
        assertThat(calls).hasValueGreaterThanOrEqualTo(4);
    }

    @Test
    void aRefusedGrantIsToldOnceAndTheLaneWaits() {
        AtomicInteger calls = new AtomicInteger();
        List<Event> told = Collections.synchronizedList(new ArrayList<>());
        hub.consume(
                        "one",
                        "order.updated",
                        "platform",
                        event -> calls.incrementAndGet() <= 2
                                ? new PartnerException(Category.UNAUTHORIZED, "shop", "401", "token revoked")
                                : null)
                .consume("alarm", "partner.unauthorized", null, event -> {
                    told.add(event);
                    return null;
                });
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        await().until(() -> hub.rows() == 0 && calls.get() == 3);
        assertThat(told).singleElement().satisfies(event -> assertThat(event.account())
                .isEqualTo("shop"));
    }

    /** The lane would wait for minutes if the refusal counted what the delivery had failed for before. */
    @Test
    void aRefusedGrantWaitsByItselfHoweverOftenTheDeliveryHadFailedBefore() throws Exception {
        hub.close();
        hub = new TestHub(database, Dialect.H2, TestHub.slowGrants());
        AtomicInteger calls = new AtomicInteger();
        hub.consume("one", "order.updated", "platform", event -> {
            int call = calls.incrementAndGet();
            if (call <= 10) {
                return new PartnerException(Category.TRANSIENT, "shop", "500", "try later");
            }
            return call == 11 ? new PartnerException(Category.UNAUTHORIZED, "shop", "401", "expired") : null;
        });
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        await().until(() -> hub.rows() == 0);
        assertThat(calls).hasValue(12);
    }

    @Test
    void aRefusalAfterTheAccountHadWorkedIsToldAnew() {
        AtomicInteger calls = new AtomicInteger();
        List<Event> told = Collections.synchronizedList(new ArrayList<>());
        hub.consume("one", "order.updated", "platform", event -> {
                    int call = calls.incrementAndGet();
                    if (call == 3) {
                        hub.grants.worked("shop", "list-orders");
                    }
                    return call <= 3
                            ? new PartnerException(Category.UNAUTHORIZED, "shop", "401", "token revoked")
                            : null;
                })
                .consume("alarm", "partner.unauthorized", null, event -> {
                    told.add(event);
                    return null;
                });
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        await().until(() -> hub.rows() == 0 && calls.get() == 4);
        assertThat(told).hasSize(2);
    }

    @Test
    void aDelayedEventComesLaterAndHoldsNobodyBack() {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        hub.consume("one", "waybill.check,order.updated", null, event -> {
            done.add(event.text("number"));
            return null;
        });
        hub.channels.open();
        hub.emit("waybill.check", TestHub.order("A", 1), Duration.ofSeconds(3));
        hub.emit("order.updated", TestHub.order("A", 2));
        await().until(() -> hub.rows() == 0);
        assertThat(done).containsExactly("2", "1");
    }

    @Test
    void aRouteExchangedUnderLoadLosesNothing() {
        Map<String, List<Object>> seen = new ConcurrentHashMap<>();
        Subscriber.Handler handler = event -> note(seen, event.orderNo(), event);
        hub.consume("one", "order.updated", null, handler);
        hub.channels.open();
        for (int n = 0; n < 200; n++) {
            for (int o = 0; o < 3; o++) {
                hub.emit("order.updated", TestHub.order("O" + o, n));
            }
            if (n % 20 == 0) {
                hub.channels.detach("one", false);
                hub.emit("order.updated", TestHub.order("X", n));
                hub.consume("one", "order.updated", null, handler);
            }
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> hub.rows() == 0);
        assertThat(seen.get("X")).hasSize(10);
        for (int o = 0; o < 3; o++) {
            assertThat(seen.get("O" + o)).hasSize(200).isSorted();
        }
    }

    @Test
    void whatASubscriberMissesWhileItsRouteIsGoneWaitsForIt() {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        Subscriber.Handler handler = event -> {
            done.add(event.text("number"));
            return null;
        };
        hub.consume("one", "order.updated", null, handler);
        hub.channels.open();
        hub.channels.detach("one", false);
        hub.channels.departed(List.of("route-one"));
        hub.emit("order.updated", TestHub.order("A", 1));
        await().atMost(Duration.ofSeconds(40)).until(() -> !hub.desk.find("one").holds());
        hub.emit("order.updated", TestHub.order("A", 2));
        assertThat(hub.rows()).isEqualTo(2);
        hub.consume("one", "order.updated", null, handler);
        await().until(() -> hub.rows() == 0);
        assertThat(done).containsExactly("1", "2");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void thatWorkWaitsForAChannelWithoutARouteIsSaid(CapturedOutput log) {
        hub.consume("one", "order.updated", null, event -> null);
        hub.channels.open();
        hub.channels.detach("one", false);
        hub.channels.departed(List.of("route-one"));
        hub.emit("order.updated", TestHub.order("A", 1));
        assertThat(log).contains("OC-CHANNEL-DEPARTED route route-one is gone, nothing consumes channel:one now");
        await().atMost(Duration.ofSeconds(30)).until(() -> log.getAll()
                .contains("OC-CHANNEL-UNCONSUMED 1 deliveries wait: no route here consumes channel:one"));
    }

    @Test
    void whatWaitsForASubscriberThatIsGoneForGoodCanBeGivenUp() {
        hub.consume("one", "order.updated", null, event -> null);
        hub.channels.open();
        assertThatThrownBy(() -> hub.channels.discard("one")).hasMessageContaining("is consumed by route route-one");
        hub.channels.detach("one", false);
        hub.emit("order.updated", TestHub.order("A", 1));
        hub.channels.departed(List.of("route-one"));
        await().atMost(Duration.ofSeconds(40)).until(() -> !hub.desk.find("one").holds());
        assertThat(hub.rows()).isEqualTo(1);
        assertThat(hub.channels.discard("one")).isEqualTo(1);
        hub.emit("order.updated", TestHub.order("A", 2));
        assertThat(hub.rows()).isZero();
    }

    @Test
    void aSubscriberThatAnotherHubGaveUpSubscribesAnew() {
        AtomicInteger done = new AtomicInteger();
        hub.consume("one", "order.updated", null, event -> {
            done.incrementAndGet();
            return null;
        });
        hub.channels.open();
        database.jdbc()
                .sql("DELETE FROM channel_subscription WHERE subscriber = 'one'")
                .update();
        await().until(() -> database.jdbc()
                        .sql("SELECT count(*) FROM channel_subscription WHERE subscriber = 'one'")
                        .query(Integer.class)
                        .single()
                == 1);
        hub.emit("order.updated", TestHub.order("A", 1));
        await().until(() -> done.get() == 1);
    }

    @Test
    void aReplayedDeadLetterIsWorkedOnAgain() {
        AtomicBoolean mended = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        hub.consume("one", "order.updated", null, event -> {
            if (!mended.get()) {
                return new NotUnderstood("$", "what is this", null);
            }
            done.incrementAndGet();
            return null;
        });
        hub.channels.open();
        hub.emit("order.updated", TestHub.order("A", 1));
        await().until(() -> hub.deadLetters.open("one").size() == 1);
        mended.set(true);
        DeadLetter letter =
                hub.deadLetters.find(hub.deadLetters.open("one").get(0)).orElseThrow();
        database.work()
                .executeWithoutResult(status -> hub.emitter.redeliver(new Delivery(
                        letter.subscriber(), letter.seq(), letter.orderKey(), letter.lane(), 0, null, null)));
        await().until(() -> done.get() == 1 && hub.rows() == 0);
    }

    private static Throwable note(Map<String, List<Object>> seen, String key, Event event) {
        seen.computeIfAbsent(key, k -> Collections.synchronizedList(new ArrayList<>()))
                .add(event.data().get("number"));
        return null;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
