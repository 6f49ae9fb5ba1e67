package io.openclaw.channel;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.LoggingLevel;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ties the channels to the hub's Camel context. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChannelProperties.class)
public class ChannelConfiguration {

    /** Delivery begins when every route stands, not before. */
    @Bean
    CamelContextConfiguration channelStart(Channels channels) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                try {
                    context.addStartupListener(new OpenWhenStarted(channels));
                } catch (Exception e) {
                    throw new IllegalStateException("the channels could not be tied to Camel's start", e);
                }
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // Said by the startup listener, at the exact moment.
            }
        };
    }

    /**
     * Failures go to whoever began the exchange, without a redelivery and without a stack trace for each: the channel
     * retries and tells of them, an edge answers, a timer logs. It has to be in place before any route is read.
     */
    @Bean
    CamelContextCustomizer quietErrorHandler() {
        return context -> context.getCamelContextExtension().setErrorHandlerFactory(quiet());
    }

    private static DefaultErrorHandlerDefinition quiet() {
        DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
        // Without redelivery Camel goes by the level alone, whatever a redelivery policy says of logging.
        handler.setLevel(LoggingLevel.DEBUG.name());
        return handler;
    }

    private record OpenWhenStarted(Channels channels) implements ExtendedStartupListener {

        @Override
        public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
            // Nothing stands yet.
        }

        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
            // Consumers may still be starting.
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
            channels.open();
        }
    }
}
