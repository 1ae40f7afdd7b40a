package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Identifies the process that makes a temporary entry, as three hexadecimal numbers: a checksum of the kernel's boot id
 * and the pid namespace in eight digits, the process id, and its start time in kernel ticks, since process ids are
 * reused. Stateless; any thread.
 */
public final class Maker {
    /** This process. */
    public static final String OWN;

    /** The form of all makers, as a regular expression. */
    public static final String FORM = "[0-9a-f]{8}-[0-9a-f]{1,8}-[0-9a-f]{1,8}";

    private static final String KERNEL;
    private static final Path PROCESSES = Path.of("/proc");
    private static final int FIELD_AFTER_NAME_OF_BEGIN = 19;

    static {
        KERNEL = kernel();
        String number = Long.toHexString(ProcessHandle.current().pid());
        OWN = KERNEL + "-" + number + "-" + begin(number);
    }

    /** What is known about a process. */
    public enum State {
        LIVES,
        ENDED,
        /** It is another host's, or in another pid namespace. */
        UNKNOWN
    }

    private Maker() {}

    /** What this host's kernel knows about a process. */
    public static State state(String maker) {
        if (maker.equals(OWN)) {
            return State.LIVES;
        }
        String[] parts = maker.split("-", -1);
        if (!parts[0].equals(KERNEL)) {
            return State.UNKNOWN;
        }
        return begin(parts[1]).equals(parts[2]) ? State.LIVES : State.ENDED;
    }

    /** The kernel's checksum; a random one where the boot id cannot be read. */
    private static String kernel() {
        CRC32C sum = new CRC32C();
        try {
            String boot = Files.readString(PROCESSES.resolve("sys/kernel/random/boot_id"), ISO_8859_1);
            sum.update((boot + Files.readSymbolicLink(PROCESSES.resolve("self/ns/pid"))).getBytes(ISO_8859_1));
        } catch (IOException | UnsupportedOperationException e) {
            sum.update(UUID.randomUUID().toString().getBytes(ISO_8859_1));
        }
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /** The start time of the process with this id; 0 where there is none. */
    private static String begin(String number) {
        try {
            String line = Files.readString(
                    PROCESSES.resolve(Long.toString(Long.parseLong(number, 16))).resolve("stat"), ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Integer.toHexString((int) Long.parseLong(fields[FIELD_AFTER_NAME_OF_BEGIN]));
        } catch (IOException e) {
            // The process has ended, perhaps during this read.
            return "0";
        }
    }
}
