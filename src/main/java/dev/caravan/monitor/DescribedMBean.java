package dev.caravan.monitor;

import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.StandardMBean;

/** An MXBean that takes the texts a console shows from the {@link Description}s of its interface. Thread-safe. */
abstract class DescribedMBean extends StandardMBean {
    DescribedMBean(Class<?> face) {
        super(face, true);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return description(info.getDescriptor().getFieldValue(Description.FIELD), super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return description(info.getDescriptor().getFieldValue(Description.FIELD), super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return description(info.getDescriptor().getFieldValue(Description.FIELD), super.getDescription(info));
    }

    private static String description(Object ours, String standard) {
        return ours instanceof String text ? text : standard;
    }
}
