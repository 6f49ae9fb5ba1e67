package io.openclaw.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
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
 * instance, and each step of every route is an instance: some forty megabytes that all say the same.
 */
final class SharedMBeanInfos extends SpringManagementMBeanAssembler {

    private final Map<Class<?>, ModelMBeanInfo> infos = new ConcurrentHashMap<>();

    SharedMBeanInfos(CamelContext context) {
        super(context);
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
        if (!managed.getClass().getName().startsWith("org.apache.camel.management.mbean.")
                || managed instanceof ManagedInstance instance && custom(instance)) {
            return super.assemble(server, managed, name);
        }
        ModelMBeanInfo info = infos.get(managed.getClass());
        if (info == null) {
            info = assembler.getMBeanInfo(camelContext, managed, null, name.toString());
            infos.put(managed.getClass(), info);
        }
        boolean mask = Boolean.TRUE.equals(
                camelContext.getManagementStrategy().getManagementAgent().getMask());
        MixinRequiredModelMBean bean = new MixinRequiredModelMBean(info, mask, null, null);
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
