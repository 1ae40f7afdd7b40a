package dev.caravan.resolve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.entry.Escape;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A long-lived process that answers each line {@code lookup 0x<inode>} with one line, in order. One thread at a time,
 * except for {@link #close}.
 *
 * <p>An answer does not repeat its question, so one stray line would shift all later answers. Therefore questions go in
 * chunks. Each chunk asks its first question again at its end; where the two answers differ, the chunk and the process
 * are thrown away. A chunk fits into a pipe, so that writing it never blocks.
 */
final class LineTool implements InodeTool {
    private static final Logger LOG = LoggerFactory.getLogger(LineTool.class);

    /** At most 26 bytes a question, so that a chunk fits into the 4 KiB that any pipe holds. */
    private static final int MAX_CHUNK = 128;

    private static final int MAX_FAILURES = 5;

    private final ToolSettings settings;
    private final BackOff backOff;
    private final ToolStarter starter;
    private final Counter restarts;
    private boolean startedBefore;
    private volatile ToolProcess process;

    LineTool(ToolSettings settings, BackOff backOff, Counter restarts) {
        this.settings = settings;
        this.backOff = backOff;
        this.starter = new ToolStarter(settings.command(), settings.directory(), backOff);
        this.restarts = restarts;
    }

    @Override
    public Map<Long, Answer> ask(Collection<Long> inodes) throws InterruptedException, UnavailableException {
        Map<Long, Answer> answers = new HashMap<>();
        Deque<Long> open = new ArrayDeque<>(inodes);
        int chunk = MAX_CHUNK;
        int failures = 0;
        while (!open.isEmpty()) {
            List<Long> asked = open.stream().limit(chunk).toList();
            List<Answer> given = new ArrayList<>();
            try {
                exchange(running(), asked, given);
                for (int i = 0; i < asked.size(); i++) {
                    answers.put(open.removeFirst(), given.get(i));
                }
                chunk = Math.min(MAX_CHUNK, 2 * chunk);
                failures = 0;
            } catch (UnavailableException e) {
                throw e;
            } catch (IOException e) {
                backOff.checkOpen();
                kill(e);
                failures++;
                // The questions answered so far are asked again as one chunk; the one at which the tool
                // failed then comes first.
                chunk = Math.max(1, given.size());
                if (given.isEmpty()) {
                    answers.put(open.removeFirst(), new Answer.Unclear(e.getMessage()));
                }
                if (failures == MAX_FAILURES) {
                    open.forEach(inode -> answers.put(inode, new Answer.Unclear(e.getMessage())));
                    return answers;
                }
                backOff.await(failures);
            } catch (InterruptedException e) {
                // Answers are still to come that would be taken for those to the next questions.
                kill(e);
                throw e;
            }
        }
        return answers;
    }

    /**
     * Adds an answer for each question to {@code given}.
     *
     * @throws IOException if the tool ended, was silent for too long or is out of step; {@code given} then holds as
     *     many answers as the next chunk should have questions
     */
    private void exchange(ToolProcess tool, List<Long> asked, List<Answer> given)
            throws IOException, InterruptedException {
        if (tool.hasSpoken()) {
            throw new IOException("it ended, or said more than it was asked");
        }
        StringBuilder questions = new StringBuilder();
        asked.forEach(inode -> question(questions, inode));
        question(questions, asked.get(0));
        tool.input().write(questions.toString().getBytes(US_ASCII));
        tool.input().flush();
        for (int i = 0; i < asked.size(); i++) {
            given.add(answer(tool));
        }
        Answer first = given.get(0);
        Answer again = answer(tool);
        boolean unclear = first instanceof Answer.Unclear && again instanceof Answer.Unclear;
        if (!unclear && !first.equals(again)) {
            given.subList(asked.size() / 2, asked.size()).clear();
            throw new IOException("it gave two answers to one question: answers are out of step");
        }
    }

    private static void question(StringBuilder questions, long inode) {
        questions.append("lookup 0x").append(Long.toHexString(inode)).append('\n');
    }

    private Answer answer(ToolProcess tool) throws IOException, InterruptedException {
        String line = tool.line(settings.answerTimeout());
        if (line == null) {
            throw new IOException("it ended");
        }
        Matcher path = settings.pattern().matcher(line);
        if (path.find() && path.group(1) != null) {
            return new Answer.At(List.of(path.group(1)));
        }
        return settings.gonePattern().matcher(line).find()
                ? new Answer.Gone()
                : new Answer.Unclear("it answered: " + Escape.latin1(line));
    }

    private ToolProcess running() throws InterruptedException, UnavailableException {
        ToolProcess running = process;
        if (running == null) {
            running = starter.start(List.of());
            process = running;
            if (startedBefore) {
                restarts.increment();
            }
            startedBefore = true;
            try {
                // The tool may have been closed just before, when there was no process to end.
                backOff.checkOpen();
            } catch (IllegalStateException e) {
                close();
                throw e;
            }
        }
        return running;
    }

    private void kill(Exception reason) {
        LOG.warn("inode tool {}: {}: it is started anew", starter.name(), reason.getMessage());
        restart();
    }

    @Override
    public void restart() {
        ToolProcess running = process;
        process = null;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void close() {
        ToolProcess running = process;
        process = null;
        if (running != null) {
            running.stop();
        }
    }
}
