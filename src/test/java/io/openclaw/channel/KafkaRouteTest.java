package io.openclaw.channel;

import static org.awaitility.Awaitility.await;

import io.openclaw.store.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.transaction.support.TransactionTemplate;

/** What comes back from Kafka is passed by when it was taken, and not before. */
class KafkaRouteTest {

    private static final String TOPIC = "events";
    private static final int PARTITIONS = 4;
    private static final int RECORDS = 40;

    /** Cannot take the first batches it is given: the database is away. */
    public static final class Records extends ChannelRecords {

        private final AtomicInteger failures;
        private final Set<String> came = Collections.synchronizedSet(new TreeSet<>());

        Records(int failures) {
            super(null);
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public void take(List<Exchange> records) {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the store is away");
            }
            records.forEach(each -> came.add(each.getMessage().getBody(String.class)));
        }
    }

    @Test
    void aBatchThatCouldNotBeTakenComesAgain() throws Exception {
        EmbeddedKafkaKraftBroker kafka = new EmbeddedKafkaKraftBroker(1, PARTITIONS, TOPIC);
        kafka.adminTimeout(60);
        kafka.afterPropertiesSet();
        try (TestDatabase database = TestDatabase.h2()) {
            send(kafka);
            Records records = new Records(2);
            try (DefaultCamelContext context = routes(kafka, database, records);
                    Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.getBrokersAsString()))) {
                context.start();
                await().atMost(Duration.ofSeconds(60)).until(() -> records.came.size() == RECORDS);
                await("what was taken need not come again")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> passed(admin) == RECORDS);
            }
        } finally {
            kafka.destroy();
        }
    }

    private static void send(EmbeddedKafkaKraftBroker kafka) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.getBrokersAsString()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(TOPIC, "order-" + i, "event-" + i));
            }
        }
    }

    private static long passed(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets("openclaw").partitionsToOffsetAndMetadata().get().values().stream()
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private static DefaultCamelContext routes(EmbeddedKafkaKraftBroker kafka, TestDatabase database, Records records)
            throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        Properties settings = new Properties();
        settings.put("openclaw.kafka.topic", TOPIC);
        settings.put("openclaw.kafka.brokers", kafka.getBrokersAsString());
        settings.put("openclaw.kafka.group", "openclaw");
        context.getPropertiesComponent().setInitialProperties(settings);
        context.getRegistry().bind("channelRecords", records);
        context.getRegistry()
                .bind("work", new SpringTransactionPolicy(new TransactionTemplate(database.transactions())));
        String file = Files.readString(Path.of("routes/cluster/kafka.camel.yaml"));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString(
                        "kafka.camel.yaml", file.substring(file.indexOf("- route:\n    id: kafka-to-channels"))));
        return context;
    }
}
