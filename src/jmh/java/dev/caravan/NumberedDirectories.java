package dev.caravan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Path;

/** An inode tool for the generated log: knows each directory by its number and looks nothing up. */
final class NumberedDirectories {
    private NumberedDirectories() {}

    /** The command that starts it, as the configuration takes it. */
    static String command() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return '"' + java.toString() + "\" -cp \"" + System.getProperty("java.class.path") + "\" "
                + NumberedDirectories.class.getName();
    }

    /** Answers {@code lookup 0xINODE} until its input ends. */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, ISO_8859_1));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, ISO_8859_1));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long inode = Long.parseUnsignedLong(line.substring("lookup 0x".length()), 16);
            out.write("lookup of an inode gives /disk/directory-" + (inode - GeneratedLog.FIRST_INODE) + "/\n");
            if (!in.ready()) {
                out.flush();
            }
        }
    }
}
