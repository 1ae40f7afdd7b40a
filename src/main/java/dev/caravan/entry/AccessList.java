package dev.caravan.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * Reads a POSIX access control list in the kernel's form in an extended attribute: version 2 in four bytes, then eight
 * bytes for each entry, little-endian (linux/posix_acl_xattr.h). Stateless; any thread.
 */
final class AccessList {
    private static final String PREFIX = "system.posix_acl_";
    private static final String DEFAULT = PREFIX + "default";
    private static final int HEADER = 4;
    private static final int ENTRY = 8;

    private AccessList() {}

    /** True for the name of an attribute that holds an access control list. */
    static boolean is(String attribute) {
        return attribute.startsWith(PREFIX);
    }

    /** The attribute's name for a person. */
    static String word(String attribute) {
        return attribute.equals(DEFAULT) ? "default acl" : "acl";
    }

    /** The list in setfacl's short form with numeric ids; as hexadecimal bytes where the value is no list. */
    static String text(String value) {
        byte[] bytes = value.getBytes(ISO_8859_1);
        ByteBuffer list = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER || (bytes.length - HEADER) % ENTRY != 0 || list.getInt() != 2) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        StringJoiner text = new StringJoiner(",");
        while (list.hasRemaining()) {
            text.add(entry(list.getShort(), list.getShort(), Integer.toUnsignedString(list.getInt())));
        }
        return text.toString();
    }

    private static String entry(int tag, int permissions, String id) {
        String who = switch (tag) {
            case 0x01 -> "u:";
            case 0x02 -> "u:" + id;
            case 0x04 -> "g:";
            case 0x08 -> "g:" + id;
            case 0x10 -> "m:";
            case 0x20 -> "o:";
            default -> tag + ":" + id;
        };
        return who
                + ":"
                + ((permissions & 4) == 0 ? "-" : "r")
                + ((permissions & 2) == 0 ? "-" : "w")
                + ((permissions & 1) == 0 ? "-" : "x");
    }
}
