package dev.caravan.monitor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/**
 * The text that a JMX console shows for an MBean, an attribute or an operation. It is public because the JMX agent
 * reads it by reflection.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Description {
    /** The name of the descriptor's field that holds the text. */
    String FIELD = "caravan.description";

    @DescriptorKey(FIELD)
    String value();
}
