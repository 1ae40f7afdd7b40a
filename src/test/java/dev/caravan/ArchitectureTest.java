package dev.caravan;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.caravan.control.Threads;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom, and what nobody may call. */
class ArchitectureTest {
    private static final String ROOT = "dev.caravan";

    private static final List<String> STAGES = List.of(
            "tail",
            "parse",
            "resolve",
            "settle",
            "reconcile",
            "copy",
            "walk",
            "checkpoint",
            "verify",
            "cutover",
            "monitor",
            // A transport between two stages in two processes: both see the same records of dev.caravan.change.
            "fleet");

    /** What each package below the stages may know. */
    private static final Map<String, List<String>> BELOW = Map.of(
            "entry", List.of(),
            "control", List.of("entry"),
            "posix", List.of("entry"),
            "change", List.of("entry", "control"),
            "trees", List.of("entry", "control", "posix", "change"),
            "removal", List.of("entry", "posix"),
            "terminal", List.of());

    /** What each package above the stages may not know; all else it may. */
    private static final Map<String, List<String>> ABOVE = Map.of(
            "settings", List.of("app", "cli", "doctor", "demo", "terminal"),
            "app", List.of("cli", "doctor", "demo", "terminal"),
            "doctor", List.of("app", "cli", "demo"),
            "demo", List.of("app", "cli", "doctor"),
            "cli", List.of());

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @ParameterizedTest
    @FieldSource("STAGES")
    void aStageKnowsNoOtherStageAndNothingAbove(String stage) {
        check(
                stage,
                Stream.concat(STAGES.stream(), ABOVE.keySet().stream()).filter(other -> !other.equals(stage)),
                "stages meet only in the routes, which an operator may edit: what one stage hands to the next is in"
                        + " dev.caravan.change");
    }

    @ParameterizedTest
    @MethodSource("below")
    void aPackageBelowTheStagesKnowsOnlyWhatIsBelowItself(String name, List<String> known) {
        check(
                name,
                Stream.of(STAGES, BELOW.keySet(), ABOVE.keySet())
                        .flatMap(Collection::stream)
                        .filter(other -> !other.equals(name) && !known.contains(other)),
                "whatever it imported would be known to every stage");
    }

    static Stream<Arguments> below() {
        return BELOW.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("above")
    void aPackageAboveTheStagesKnowsNoneThatIsAboveItself(String name, List<String> unknown) {
        check(name, unknown.stream(), "the commands know what they start, and nothing knows the commands");
    }

    static Stream<Arguments> above() {
        return ABOVE.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    private static void check(String name, Stream<String> unknown, String reason) {
        check(noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(unknown.map(ArchitectureTest::packageOf).toArray(String[]::new))
                .because(reason));
    }

    @Test
    void everyPackageHasItsPlace() {
        TreeSet<String> found = PRODUCT.stream()
                .map(type -> type.getPackageName())
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1).replaceAll("\\..*", ""))
                .collect(toCollection(TreeSet::new));
        TreeSet<String> watched = new TreeSet<>(STAGES);
        watched.addAll(BELOW.keySet());
        watched.addAll(ABOVE.keySet());
        assertThat(watched).isEqualTo(found);
    }

    @Test
    void fileNamesStayBytes() {
        String reason = "java.io.File loses names that are not text in the locale's encoding; Path keeps every byte";
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(File.class)
                .because(reason));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("resolve"))
                .should()
                .callMethod(Path.class, "toFile")
                .because(reason + "; only ProcessBuilder.directory, where the inode tool starts, takes nothing else"));
    }

    @Test
    void factsOfEntriesAskNoFileSystem() {
        check(noClasses()
                .that()
                .resideInAPackage(packageOf("entry"))
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".entry.Maker")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Files.class)
                .because("a fact is compared without a disk; Maker asks the kernel which processes live"));
    }

    @Test
    void noProcessIsStartedFromOneString() {
        check(noClasses()
                .should()
                .callMethodWhere(target(owner(type(Runtime.class))).and(target(name("exec"))))
                .because("Runtime.exec splits its string at spaces; a process starts from an argument list"));
    }

    @Test
    void onlyTheCommandLineSpeaksToTheTerminal() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        packageOf("cli"), packageOf("demo"), packageOf("doctor"), packageOf("terminal"))
                .should()
                .accessField(System.class, "out")
                .because("standard output is a command's answer and may be piped; everything else goes to the log"));
    }

    @Test
    void timeComesFromAClock() {
        check(noClasses()
                .that()
                .resideInAnyPackage(everyStage())
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .because("a quiet period can only be tested with a clock that the test moves"));
    }

    @Test
    void noThreadEndsInSilence() {
        check(noClasses()
                .that()
                .doNotBelongToAnyOf(Threads.class)
                .should()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Executors.class, Timer.class)
                .because(
                        "a pool keeps to itself what a task throws, and a Caravan that lacks a thread would say that it"
                                + " follows: dev.caravan.control.Threads makes threads that end the process"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCT);
    }

    private static String packageOf(String stage) {
        return ROOT + "." + stage + "..";
    }

    private static String[] everyStage() {
        return STAGES.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
    }
}
