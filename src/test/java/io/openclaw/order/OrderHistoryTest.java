package io.openclaw.order;

import static io.openclaw.order.Documents.line;
import static io.openclaw.order.Documents.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.order.OrderDocument.Line;
import io.openclaw.store.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** Random histories of a few orders against the simplest model there is: the newest version of each is what counts. */
class OrderHistoryTest {

    private static final int ORDERS = 3;
    private static final int MESSAGES = 40;
    private static TestDatabase database;
    private OrderRoom room;

    private record Message(OrderDocument document, long inboxId) {}

    @BeforeAll
    static void open() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.clear();
        room = new OrderRoom(database);
    }

    @RepeatedTest(8)
    void theSequenceOfArrivalDoesNotMatter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Message> history = history(random);
        Map<String, Message> model = new HashMap<>();
        for (Message message : history) {
            model.merge(message.document().platformOrderId(), message, OrderHistoryTest::newer);
        }
        for (int round = 0; round < 3; round++) {
            database.clear();
            List<Message> arrival = new ArrayList<>(history);
            // Some come twice, and none in the sequence it was sent.
            arrival.addAll(history.subList(0, 10));
            Collections.shuffle(arrival, random);
            Map<String, String> numbers = new HashMap<>();
            for (Message message : arrival) {
                OrderChange change = room.upsert(message.document(), message.inboxId());
                assertThat(numbers.merge(message.document().platformOrderId(), change.orderNo(), (a, b) -> b))
                        .as("seed %d: one order per platform order id", seed)
                        .isEqualTo(change.orderNo());
                if (random.nextInt(4) == 0) {
                    room.judge(change.orderNo());
                }
            }
            assertThat(room.count("orders")).isEqualTo(model.size());
            model.forEach((id, expected) -> compare(seed, room.held(numbers.get(id)), expected));
        }
    }

    private static void compare(long seed, PooledOrder held, Message expected) {
        OrderDocument wanted = CanonicalOrder.of(expected.document());
        String of = "seed " + seed + ", order " + wanted.platformOrderId();
        assertThat(held.versionSeq()).as(of).isEqualTo(expected.inboxId());
        assertThat(held.document().updatedAt()).as(of).isEqualTo(wanted.updatedAt());
        assertThat(OrderDifference.between(held, wanted)).as(of).isEmpty();
        assertThat(live(held.document().lines())).as(of).isEqualTo(live(wanted.lines()));
    }

    /** Lines that are still wanted: one that came and went leaves a wholly cancelled row, one that never came leaves none. */
    private static Map<String, Line> live(List<Line> lines) {
        Map<String, Line> live = new TreeMap<>();
        lines.stream()
                .filter(line -> line.cancelled() < line.quantity())
                .forEach(line -> live.put(line.platformLineId(), line));
        return live;
    }

    private static Message newer(Message a, Message b) {
        Comparator<Message> byVersion = Comparator.comparing(
                        (Message m) -> m.document().updatedAt())
                .thenComparing(m -> m.document().status() == OrderDocument.Status.CANCELLED)
                .thenComparing(m -> m.document().paymentStatus().equals("paid"))
                .thenComparing(Message::inboxId);
        return byVersion.compare(a, b) >= 0 ? a : b;
    }

    private static List<Message> history(Random random) {
        List<Message> history = new ArrayList<>();
        for (long inboxId = 1; inboxId <= MESSAGES; inboxId++) {
            Documents document = order("order-" + random.nextInt(ORDERS))
                    .second(random.nextInt(15))
                    .total(random.nextInt(3) + ".00")
                    .payment(random.nextBoolean() ? "paid" : "unpaid")
                    .notes(random.nextInt(3) == 0 ? "note " + random.nextInt(2) : null, null)
                    .lines(lines(random));
            if (random.nextInt(6) == 0) {
                document.cancelled();
            }
            if (random.nextInt(6) == 0) {
                document.cancelRequest("why not");
            }
            history.add(new Message(document.build(), inboxId));
        }
        return history;
    }

    private static Line[] lines(Random random) {
        List<Line> lines = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d")) {
            if (lines.isEmpty() || random.nextBoolean()) {
                int quantity = 1 + random.nextInt(3);
                lines.add(line(id, "SKU-" + random.nextInt(2), quantity, random.nextInt(quantity + 1), true));
            }
        }
        Collections.shuffle(lines, random);
        return lines.toArray(Line[]::new);
    }
}
