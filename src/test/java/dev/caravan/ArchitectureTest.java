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
import dev.caravan.change.Threads;
import java.io.File;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may know whom, and what nobody may call. */
class ArchitectureTest {
    private static final String ROOT = "dev.caravan";
    private static final String CLI = "dev.caravan.cli..";
    private static final String CHANGE = "dev.caravan.change..";

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
            "monitor");

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @ParameterizedTest
    @FieldSource("STAGES")
    void aStageKnowsNoOtherStage(String stage) {
        check(noClasses()
                .that()
                .resideInAPackage(packageOf(stage))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(everythingBut(stage))
                .because("stages meet only in the routes, which an operator may edit: what one stage hands to the next"
                        + " is in dev.caravan.change"));
    }

    @Test
    void theVocabularyKnowsNoStage() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(CHANGE)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(everythingBut(""))
                        .because(
                                "every stage imports dev.caravan.change, so whatever it imports would be known to every stage"));
    }

    @Test
    void theSystemCallsKnowNothingOfWhatTheyAreFor() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.caravan.posix..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(everythingBut(""))
                .because("they are below every stage that looks at entries or makes them"));
    }

    @Test
    void thePackagesAreTheStagesOfTheDesign() {
        TreeSet<String> found = PRODUCT.stream()
                .map(type -> type.getPackageName())
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1).replaceAll("\\..*", ""))
                .collect(toCollection(TreeSet::new));
        found.removeAll(List.of("change", "posix", "cli"));

        assertThat(STAGES).as("packages that no rule of this test watches").containsAll(found);
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
                .resideOutsideOfPackage(CLI)
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
                                + " follows: dev.caravan.change.Threads makes threads that end the process"));
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

    /** The other stages, and those who know them all. */
    private static String[] everythingBut(String stage) {
        return Stream.concat(
                        STAGES.stream().filter(other -> !other.equals(stage)).map(ArchitectureTest::packageOf),
                        Stream.of(CLI, ROOT))
                .toArray(String[]::new);
    }
}
