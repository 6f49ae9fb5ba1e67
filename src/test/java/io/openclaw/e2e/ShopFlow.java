package io.openclaw.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Signed orders that keep coming, a few at a time, with a record of every answer. */
final class ShopFlow implements AutoCloseable {

    private static final int BUYERS = 4;
    private static final long PAUSE_MILLIS = 700;

    private final ShopifyShop shop;
    private final String sku;
    private final AtomicLong ids = new AtomicLong(System.currentTimeMillis() * 100);
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService buyers = Executors.newScheduledThreadPool(BUYERS);

    ShopFlow(HubClient hub, String sku) {
        this.shop = new ShopifyShop(hub);
        this.sku = sku;
    }

    ShopFlow start() {
        for (int i = 0; i < BUYERS; i++) {
            buyers.scheduleWithFixedDelay(this::buy, i * PAUSE_MILLIS / BUYERS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /** One more order now; returns its id, which is its number too. */
    String buy() {
        long id = ids.incrementAndGet();
        try {
            HubClient.Answer answer = shop.push("orders/create", ShopifyShop.order(id, "#" + id, sku, 1));
            if (answer.status() == 200) {
                acknowledged.add(Long.toString(id));
            } else {
                refused.add(id + ": " + answer.status() + " " + answer.text());
            }
        } catch (RuntimeException e) {
            refused.add(id + ": " + e);
        }
        return Long.toString(id);
    }

    List<String> acknowledged() {
        return new ArrayList<>(acknowledged);
    }

    List<String> refused() {
        return new ArrayList<>(refused);
    }

    void stop() throws InterruptedException {
        buyers.shutdown();
        if (!buyers.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "orders are still being pushed: " + refused.stream().collect(Collectors.joining("; ")));
        }
    }

    @Override
    public void close() {
        buyers.shutdownNow();
    }
}
