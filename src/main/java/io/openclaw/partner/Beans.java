package io.openclaw.partner;

import org.apache.camel.CamelContext;

/** Beans of the hub for Camel components, which Camel makes itself: also in a scratch context on the same registry. */
public final class Beans {

    private Beans() {}

    /** The one bean of that type. */
    public static <T> T get(CamelContext context, Class<T> type) {
        T bean = context.getRegistry().findSingleByType(type);
        if (bean == null) {
            throw new IllegalStateException("the registry has not exactly one bean of type " + type.getName());
        }
        return bean;
    }
}
