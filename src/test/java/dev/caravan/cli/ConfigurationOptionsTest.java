package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfigurationOptionsTest {
    @TempDir
    private Path folder;

    private final List<Settings> started = new ArrayList<>();
    private final StringWriter said = new StringWriter();
    private String source;
    private String target;
    private String state;

    @BeforeEach
    void makeRoots() throws IOException {
        source = "--set=caravan.source=" + Files.createDirectory(folder.resolve("source"));
        target = "--set=caravan.target=" + Files.createDirectory(folder.resolve("target"));
        state = "--set=caravan.state=" + folder.resolve("state");
    }

    @Test
    void countBeforeTheCommandAndAfterIt() {
        execute(source, state, "run", target);
        assertThat(started).as(said.toString()).hasSize(1);
        assertThat(started.get(0).source()).isEqualTo(folder.resolve("source"));
        assertThat(started.get(0).target()).isEqualTo(folder.resolve("target"));
    }

    @Test
    void countForTheProgramItself() {
        execute(source, state, target);
        assertThat(started).as(said.toString()).hasSize(1);
    }

    @Test
    void countBeforeAndAfterEachOfTwoCommands() {
        assertThat(execute(target, "trash", "--set=caravan.exclude=a", "list", source))
                .isEqualTo(1);
        assertThat(said.toString()).contains(folder.resolve("target") + ": has no folder .caravan");
        assertThat(execute("--set=caravan.nosuch=1", "trash", "list", target)).isEqualTo(2);
        assertThat(execute("trash", "list", target, "--set=caravan.nosuch=1")).isEqualTo(2);
    }

    @Test
    void areWhatIsSaidLast() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "caravan.copy.workers=1\ncaravan.walk.workers=1\n");
        Path two = Files.writeString(folder.resolve("two"), "caravan.copy.workers=2\n");
        execute("--config", one.toString(), "run", "--config", two.toString(), source, target, state);
        assertThat(started.get(0).number(Key.COPY_WORKERS)).isEqualTo(2);
        assertThat(started.get(0).number(Key.WALK_WORKERS)).isEqualTo(64);
        execute("--set=caravan.copy.workers=3", "run", "--set=caravan.copy.workers=4", source, target, state);
        assertThat(started.get(1).number(Key.COPY_WORKERS)).isEqualTo(4);
    }

    @Test
    void areRefusedWithoutAValue() {
        assertThat(execute("run", "--set")).isEqualTo(2);
        assertThat(said.toString()).isEqualTo("caravan: --set: expected KEY=VALUE; see caravan run --help\n");
    }

    @Test
    void allowTheTargetOfACutOverToBeWrittenWhereverThatIsSaid() {
        execute(source, target, state);
        execute("run", source, target, state);
        execute("--again", source, target, state);
        execute("--again", "run", source, target, state);
        execute("run", "--again", source, target, state);
        execute("--again", "backfill", "--again", source, target, state);
        assertThat(started).extracting(Settings::isAgain).containsExactly(false, false, true, true, true, true);
    }

    @Test
    void leaveTheWalkToAnotherHostWhereverThatIsSaid() {
        execute(source, target, state);
        execute("run", source, target, state, "--set=caravan.walk.every-hours=24");
        execute("--follow-only", source, target, state);
        execute("--follow-only", "run", source, target, state);
        execute("run", "--follow-only", source, target, state, "--set=caravan.walk.every-hours=24");
        assertThat(started)
                .extracting(settings -> settings.flag(Key.WALK_ENABLED))
                .containsExactly(true, true, false, false, false);
        assertThat(started)
                .extracting(settings -> settings.number(Key.WALK_EVERY_HOURS))
                .containsExactly(0, 24, 0, 0, 0);
        assertThat(execute("backfill", "--follow-only", source, target, state)).isEqualTo(2);
        assertThat(started).hasSize(5);
    }

    @Test
    void tellOthersOnTheTargetWhatWasStarted() {
        execute(source, target, state);
        execute("backfill", source, target, state);
        execute("verify", "--repair", source, target, state);
        assertThat(started).extracting(Settings::command).containsExactly("run", "backfill", "verify --repair");
    }

    private int execute(String... arguments) {
        CommandLine line = CaravanCommand.of((settings, routes, reads) -> {
            started.add(settings);
            throw new IOException("this was all");
        });
        line.setErr(new PrintWriter(said, true));
        return line.execute(arguments);
    }
}
