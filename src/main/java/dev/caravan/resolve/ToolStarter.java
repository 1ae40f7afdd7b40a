package dev.caravan.resolve;

import dev.caravan.control.LastingFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a tool, and retries for a while where that fails. One thread at a time. */
final class ToolStarter {
    private static final Logger LOG = LoggerFactory.getLogger(ToolStarter.class);

    private final List<String> command;
    private final Path directory;
    private final BackOff backOff;
    private final LastingFault unstartable = new LastingFault();

    ToolStarter(List<String> command, Path directory, BackOff backOff) {
        this.command = command;
        this.directory = directory;
        this.backOff = backOff;
    }

    /** The tool, as a name in messages. */
    String name() {
        return command.get(0);
    }

    /** Starts the tool with these further arguments. */
    ToolProcess start(List<String> arguments) throws InterruptedException, InodeTool.UnavailableException {
        List<String> all = arguments.isEmpty()
                ? command
                : java.util.stream.Stream.concat(command.stream(), arguments.stream())
                        .toList();
        long begin = System.nanoTime();
        for (int failures = 1; ; failures++) {
            backOff.checkOpen();
            try {
                ToolProcess process = ToolProcess.start(all, directory);
                if (unstartable.ends()) {
                    LOG.info("inode tool {}: started again", name());
                }
                return process;
            } catch (IOException e) {
                complain(e);
                if (System.nanoTime() - begin >= backOff.patience().start().toNanos()) {
                    throw new InodeTool.UnavailableException("inode tool " + name() + ": cannot be started", e);
                }
                backOff.await(failures);
            }
        }
    }

    private void complain(IOException e) {
        if (unstartable.begins()) {
            LOG.error(
                    "inode tool {}: cannot be started in {}: {}: it is tried again; check caravan.resolve.command and"
                            + " caravan.resolve.directory",
                    name(),
                    directory,
                    e.getMessage());
        }
    }
}
