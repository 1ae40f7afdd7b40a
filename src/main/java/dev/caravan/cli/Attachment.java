package dev.caravan.cli;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;

/**
 * The call that needs the module jdk.attach. It has a class of its own so that a Java runtime without the module throws
 * a {@link LinkageError} here, where {@link Remote} catches it.
 */
final class Attachment {
    private Attachment() {}

    /**
     * The JMX address of a JVM on this host, which accepts connections from this host only.
     *
     * @throws LinkageError if this Java runtime lacks the module
     */
    static String address(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
