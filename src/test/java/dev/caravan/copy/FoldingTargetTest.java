package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.Folding;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.NativePosix;
import dev.caravan.trees.Folded;
import dev.caravan.trees.FoldedNames;
import dev.caravan.trees.FoldedNames.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of names that are one to the target, one arrives, and the others are told. */
class FoldingTargetTest {
    @TempDir
    private Path folder;

    private TwoTrees trees;
    private FoldedNames names;

    private void fold(UnaryOperator<String> form) throws IOException {
        Path target = Files.createDirectory(folder.resolve("target")).toRealPath();
        trees = new TwoTrees(folder, Folded.around(new NativePosix(), target, form));
        trees.copier.begin();
        names = new FoldedNames(trees.trees);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String decomposed(String latin1) {
        String text = new String(latin1.getBytes(ISO_8859_1), UTF_8);
        return latin1(Normalizer.normalize(text, Normalizer.Form.NFD));
    }

    private static String latin1(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private Owner owner(String path) throws IOException {
        return names.owner(new RelativePath(path));
    }

    @Test
    void findsOutHowTheTargetFolds() throws IOException {
        fold(FoldingTargetTest::lower);
        assertThat(trees.trees.limits().folding()).isEqualTo(new Folding(true, false));
        assertThat(new TwoTrees(folder.resolve("usual")).trees.limits().folding())
                .isEqualTo(Folding.NONE);
    }

    @Test
    void refusesTheSecondOfTwoNamesThatAreOne() throws IOException {
        fold(FoldingTargetTest::lower);
        Files.writeString(trees.source.resolve("README"), "upper");
        Files.writeString(trees.source.resolve("readme"), "lower");
        // Which has to come first, so that none takes another's place unsaid.
        assertThatThrownBy(() -> trees.carryOut("readme")).hasMessageContaining("readme: cannot be on the target");
        // The other, whose entry it may have replaced, is looked at then.
        assertThat(((Verdict.Applied) trees.carryOut("README")).twins()).containsExactly(new RelativePath("readme"));
        assertThatThrownBy(() -> trees.carryOut("readme")).hasMessageContaining("readme: cannot be on the target");
        assertThat(trees.target.resolve("readme")).hasContent("upper");
    }

    @Test
    void keepsADirectoryApartFromAnotherThatIsOneWithIt() throws IOException {
        fold(FoldingTargetTest::lower);
        Files.createDirectory(trees.source.resolve("Dir"));
        Files.writeString(trees.source.resolve("Dir/one"), "1");
        assertThat(trees.carryOut("Dir").kind()).isEqualTo(Kind.APPLIED);
        assertThat(trees.carryOut("Dir/one").kind()).isEqualTo(Kind.APPLIED);
        assertThat(owner("Dir/one")).isEqualTo(Owner.ITSELF);
        assertThat(owner("dir/one")).isEqualTo(Owner.ANOTHER);
    }

    /** It is what the source's other name leads to. */
    @Test
    void removesNoNameThatIsAnotherForm() throws IOException {
        fold(FoldingTargetTest::decomposed);
        String composed = latin1("caf\u00e9");
        Files.writeString(trees.source.resolve(FileNames.toPath(composed)), "content");
        assertThat(trees.carryOut(composed).kind()).isEqualTo(Kind.APPLIED);
        assertThat(owner(composed)).isEqualTo(Owner.ITSELF);
        Verdict.Remove extra = (Verdict.Remove) trees.verdict(decomposed(composed));
        assertThat(trees.copier.carryOut(extra).kind()).isEqualTo(Kind.IN_SYNC);
        assertThat(trees.target.resolve(FileNames.toPath(decomposed(composed)))).hasContent("content");
    }
}
