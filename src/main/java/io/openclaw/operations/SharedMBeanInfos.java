package io.openclaw.operations;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.AttributeNotFoundException;
import javax.management.Descriptor;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.spring.spi.SpringManagementMBeanAssembler;
import org.apache.camel.support.management.MixinRequiredModelMBean;
import org.apache.camel.support.management.NotificationSenderAdapter;

/**
 * Registers Camel's MBeans with one description of their attributes and operations per class. Camel makes one for every
 * instance, and each step of every route is an instance: some forty megabytes that all say the same. Attributes are read
 * from the instance at once: Hawtio's diagram asks every step for every route, and with the usual detour over copies of the
 * description that takes the better part of a minute.
 */
final class SharedMBeanInfos extends SpringManagementMBeanAssembler {

    private final Map<Class<?>, Described> described = new ConcurrentHashMap<>();

    /**
     * @param getters of attributes, by name, but for those whose value has to be masked
     */
    private record Described(ModelMBeanInfo info, Map<String, Method> getters) {

        static Described of(ModelMBeanInfo info, Class<?> type) throws JMException {
            Map<String, Method> getters = new HashMap<>();
            for (MBeanAttributeInfo attribute : info.getAttributes()) {
                Object getter =
                        info.getDescriptor(attribute.getName(), "attribute").getFieldValue("getMethod");
                if (getter != null && !masked(info, getter.toString())) {
                    method(type, getter.toString()).ifPresent(found -> getters.put(attribute.getName(), found));
                }
            }
            return new Described(info, Map.copyOf(getters));
        }

        private static boolean masked(ModelMBeanInfo info, String operation) throws JMException {
            Descriptor descriptor = info.getDescriptor(operation, "operation");
            return descriptor != null && "true".equals(descriptor.getFieldValue("mask"));
        }

        private static Optional<Method> method(Class<?> type, String name) {
            try {
                return Optional.of(type.getMethod(name));
            } catch (NoSuchMethodException e) {
                return Optional.empty();
            }
        }
    }

    /** Reads what it can from the instance itself, and leaves all else, refusals among it, to the usual way. */
    private static final class Direct extends MixinRequiredModelMBean {

        private final Object managed;
        private final Map<String, Method> getters;

        Direct(Described described, boolean mask, Object managed) throws MBeanException {
            super(described.info(), mask, null, null);
            this.managed = managed;
            this.getters = described.getters();
        }

        @Override
        public Object getAttribute(String attribute)
                throws AttributeNotFoundException, MBeanException, ReflectionException {
            Method getter = getters.get(attribute);
            if (getter != null) {
                try {
                    return getter.invoke(managed);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    return super.getAttribute(attribute);
                }
            }
            return super.getAttribute(attribute);
        }
    }

    SharedMBeanInfos(CamelContext context) {
        super(context);
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
        if (!managed.getClass().getName().startsWith("org.apache.camel.management.mbean.")
                || managed instanceof ManagedInstance instance && custom(instance)) {
            return super.assemble(server, managed, name);
        }
        Described known = described.get(managed.getClass());
        if (known == null) {
            known = Described.of(
                    assembler.getMBeanInfo(camelContext, managed, null, name.toString()), managed.getClass());
            described.put(managed.getClass(), known);
        }
        boolean mask = Boolean.TRUE.equals(
                camelContext.getManagementStrategy().getManagementAgent().getMask());
        MixinRequiredModelMBean bean = new Direct(known, mask, managed);
        try {
            bean.setManagedResource(managed, "ObjectReference");
        } catch (InvalidTargetObjectTypeException e) {
            throw new JMException(e.getMessage());
        }
        if (managed instanceof NotificationSenderAware aware) {
            aware.setNotificationSender(new NotificationSenderAdapter(bean));
        }
        return bean;
    }

    /** A component, endpoint or processor with annotations of its own is described by those too. */
    private static boolean custom(ManagedInstance instance) {
        Object own = instance.getInstance();
        return own != null
                && (own.getClass().isAnnotationPresent(org.apache.camel.api.management.ManagedResource.class)
                        || own.getClass()
                                .isAnnotationPresent(org.springframework.jmx.export.annotation.ManagedResource.class));
    }
}
