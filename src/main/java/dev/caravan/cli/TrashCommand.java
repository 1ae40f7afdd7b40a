package dev.caravan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Posix;
import dev.caravan.removal.TrashFolder;
import dev.caravan.removal.TrashFolder.Item;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Key;
import dev.caravan.settings.RootedPath;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.LiveLine;
import dev.caravan.terminal.Units;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code trash}: lists what was removed from the target, restores it, or deletes it for good, whether or not a
 * Caravan runs.
 */
@Command(
        name = "trash",
        description = "Shows what was removed from the target, puts it back, or removes it for good.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:done", "1:not done, for the reason given", "2:wrong usage or configuration"})
final class TrashCommand implements Runnable {
    private final ConfigurationOptions options;
    private final Clock clock = Clock.system(ZoneId.systemDefault());

    @Spec
    private CommandSpec spec;

    TrashCommand(ConfigurationOptions options) {
        this.options = options;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "trash: expected list, restore or empty");
    }

    @Command(
            name = "list",
            description = "One line an entry: date, type, entries with all below it, size, path.",
            mixinStandardHelpOptions = true)
    int list() throws Exception {
        Settings settings = settings();
        long[] sum = new long[3];
        folder(settings).list(item -> {
            out().println(String.format(
                    "%s  %-16s  %10s  %10s  %s",
                    item.date(),
                    type(item.entry()),
                    Units.count(item.entries()),
                    Units.bytes(item.bytes()),
                    item.path()));
            sum[0]++;
            sum[1] += item.entries();
            sum[2] += item.bytes();
        });
        out().println(
                        sum[0] == 0
                                ? "the trash of " + Escape.path(settings.target()) + " is empty"
                                : Units.count(sum[1], "entry", "entries") + ", " + Units.bytes(sum[2]));
        return 0;
    }

    @Command(
            name = "restore",
            description = "Puts back what was removed last from this path of the target, and replaces nothing.",
            mixinStandardHelpOptions = true)
    int restore(@Parameters(paramLabel = "PATH", description = "Below the target, or relative to it.") String latin1)
            throws Exception {
        Settings settings = settings();
        RelativePath path = RootedPath.of(latin1, settings, Key.TARGET);
        if (path.isRoot()) {
            throw new ConfigurationException("path " + Escape.latin1(latin1) + ": is the target itself");
        }
        try {
            Optional<Item> item = folder(settings).restore(path);
            if (item.isEmpty()) {
                return complain(path + ": is not in the trash; see what is there with: trash list");
            }
            out().println(path + ": is back as it was on " + item.get().date() + ", "
                    + type(item.get().entry()) + ", " + Units.count(item.get().entries(), "entry", "entries"));
            out().println(
                            "Where the source does not have it, a running caravan removes it again: copy it to another place,"
                                    + " or exclude it (caravan.exclude).");
            return 0;
        } catch (FileAlreadyExistsException e) {
            return complain(path + ": something stands there on the target, and is not replaced; move it away first");
        } catch (NoSuchFileException | NotDirectoryException e) {
            return complain(path + ": the target has no directory " + path.parent()
                    + " to put it back into; restore or make that first");
        }
    }

    @Command(name = "empty", description = "Removes what is in the trash for good.", mixinStandardHelpOptions = true)
    int empty(
            @Option(
                            names = "--older-than",
                            paramLabel = "DAYS",
                            description = "Only what was removed before these days.")
                    Integer days,
            @Option(names = "--yes", description = "Does not ask.") boolean yes)
            throws Exception {
        if (days != null && days < 0) {
            throw new ConfigurationException("--older-than: is " + days + ", expected a number of days from 0 on");
        }
        Settings settings = settings();
        LocalDate today = LocalDate.now(clock);
        LocalDate end = days == null ? today.plusDays(1) : today.minusDays(days);
        TrashFolder folder = folder(settings);
        long[] sum = new long[2];
        folder.list(item -> {
            if (item.date().isBefore(end)) {
                sum[0] += item.entries();
                sum[1] += item.bytes();
            }
        });
        String what = Units.count(sum[0], "entry", "entries") + ", " + Units.bytes(sum[1]);
        if (sum[0] > 0 && !yes && !isConfirmed(what, settings.target())) {
            return complain("nothing was removed");
        }
        folder.empty(end);
        out().println("removed for good: " + what);
        return 0;
    }

    private boolean isConfirmed(String what, Path target) throws IOException, ConfigurationException {
        if (!LiveLine.isTerminal(0)) {
            throw new ConfigurationException(
                    "trash empty: would remove " + what + "; say --yes, since nobody can be asked");
        }
        out().print("Remove " + what + " from the trash of " + Escape.path(target) + " for good? (yes/no) ");
        out().flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private Settings settings() throws ConfigurationException {
        Settings settings = Settings.unchecked(options.values());
        if (!settings.has(Key.TARGET)) {
            throw new ConfigurationException(
                    "caravan.target: is missing; set it in the configuration file or with --set"
                            + " caravan.target=DIRECTORY");
        }
        return settings;
    }

    private static TrashFolder folder(Settings settings) throws IOException {
        Path target = settings.target();
        if (!Files.isDirectory(Exclusions.OWN.under(target), LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("target " + Escape.path(target)
                    + ": has no folder .caravan, so that no caravan has written there: is the file system mounted?");
        }
        return new TrashFolder(target, Posix.best());
    }

    private static String type(Entry entry) {
        return entry.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int complain(String line) {
        spec.commandLine().getErr().println("caravan: " + line);
        return 1;
    }
}
