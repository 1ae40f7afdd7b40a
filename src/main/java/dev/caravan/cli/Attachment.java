package dev.caravan.cli;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;

/** What needs the module jdk.attach, in a class of its own: a Java without it fails here, where it is expected. */
final class Attachment {
    private Attachment() {}

    /**
     * The address at which a JVM of this host answers to JMX from this host alone.
     *
     * @throws LinkageError if this Java lacks the module
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
