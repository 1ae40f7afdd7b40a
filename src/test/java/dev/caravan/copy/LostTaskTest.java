package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Fence.Right;
import dev.caravan.change.Task;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.testing.CountedTicket;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another process has taken over is not written any more. */
class LostTaskTest extends CopierFixture {
    private final CountedTicket ticket = new CountedTicket(1);

    /** A call of this name on the target is the moment at which the task is lost; empty: none is. */
    private volatile Optional<String> losing = Optional.empty();

    @Override
    Posix posix() {
        Posix calls = new NativePosix();
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    try {
                        if (losing.equals(Optional.of(method.getName()))) {
                            ticket.becomes(Right.LOST);
                        }
                        return method.invoke(calls, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "link", "directory"})
    void isNotBegun(String type) throws IOException {
        make(source.resolve("f"), type);
        ticket.becomes(Right.LOST);

        assertThat(copier.carryOut(ours(apply("f"))).kind()).isEqualTo(Kind.LOST);
        assertThat(target.resolve("f")).doesNotExist();
    }

    @Test
    void isNotRenamedIntoPlaceWhereItIsLostDuringTheCopy() throws IOException {
        write("f", "older");
        Copier slow = copier((from, to, size) -> {
            Files.writeString(target.resolve("f"), "newer, of another process");
            ticket.becomes(Right.LOST);
            return UNBOUND.copy(from, to, size);
        });

        assertThat(slow.carryOut(ours(apply("f"))).kind()).isEqualTo(Kind.LOST);
        assertThat(target.resolve("f")).hasContent("newer, of another process");
        assertThat(entries(target)).containsExactly(".caravan", "f");
    }

    @Test
    void isNotMovedToTheTrash() throws IOException {
        Files.writeString(target.resolve("f"), "newer, of another process");
        Verdict.Remove remove = remove("f");
        ticket.becomes(Right.LOST);

        Verdict outcome =
                copier.carryOut(new Verdict.Remove(remove.task().with(ticket), remove.look(), remove.target()));

        assertThat(outcome.kind()).isEqualTo(Kind.LOST);
        assertThat(target.resolve("f")).exists();
    }

    @Test
    void waitsAsLongAsItIsUnsure() throws IOException, ExecutionException, InterruptedException {
        write("f", "content");
        Verdict.Apply apply = ours(apply("f"));
        ticket.becomes(Right.UNSURE);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CompletableFuture<Kind> outcome = CompletableFuture.supplyAsync(() -> {
            try {
                threads.add(Thread.currentThread());
                return copier.carryOut(apply).kind();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        await().until(() -> threads.stream().anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        assertThat(target.resolve("f")).doesNotExist();
        ticket.becomes(Right.HELD);
        assertThat(outcome.get()).isEqualTo(Kind.APPLIED);
        assertThat(target.resolve("f")).hasContent("content");
    }

    @Test
    void isLookedAtOnceMoreWhereItWasLostDuringTheRename() throws IOException {
        write("f", "content");
        losing = Optional.of("rename");

        Verdict outcome = copier.carryOut(ours(apply("f")));

        assertThat(outcome.kind()).isEqualTo(Kind.WAIT);
        // The lost one would drop it.
        assertThat(outcome.task().ticket()).isSameAs(Ticket.NONE);
        assertThat(outcome.task().path().latin1()).isEqualTo("f");
    }

    private Verdict.Apply ours(Verdict.Apply apply) {
        Task task = apply.task().with(ticket);
        return new Verdict.Apply(task, apply.look(), apply.source(), apply.target(), apply.hot(), apply.again());
    }
}
