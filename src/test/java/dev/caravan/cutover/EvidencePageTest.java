package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.VerifyRun;
import dev.caravan.control.Freeze;
import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvidencePageTest {
    private static final Instant AT = FakeCaravan.START;

    @Test
    void isOnePageThatSaysWhatWasDone() {
        FakeCaravan caravan = new FakeCaravan();
        VerifyRun.Result compared = FakeCaravan.result(AT, false, 52, 0, Set.of());
        Evidence evidence = new Evidence(
                AT.minusSeconds(3),
                AT.minusSeconds(2),
                AT,
                "the operator",
                2345,
                1,
                new TreeMap<>(Map.of(Step.FREEZE, 1L, Step.DRAIN, 1500L, Step.DIRECTORY_TIMES, 20L)),
                new Forecast(List.of(), 1000, 2000, null, false, null),
                120,
                new Freeze.Change(new RelativePath("a/\u0001b"), AT.minusSeconds(130)),
                new LogEnd(AT.minusSeconds(2), AT.minusSeconds(1), 1000),
                new Walk.Result(AT.minusMillis(900), AT.minusMillis(500), 50_001, true),
                null,
                AT.minusSeconds(3600),
                false,
                compared,
                caravan.lastVerify,
                null,
                caravan.lastPass,
                caravan.feeds(),
                0,
                0,
                caravan.facts());
        String page = new String(EvidencePage.of(evidence), US_ASCII);
        assertThat(page.lines().count()).isLessThan(60);
        assertThat(page)
                .contains(
                        "Cut-over of 2026-03-26T11:45:56Z\n",
                        "  from                   /mnt/old (nfs4 (nas:/export), device 51)\n",
                        "  to                     /mnt/new\\xe4 (ext4 (/dev/sdb1), device 52)\n",
                        "  took                   2.345 s, forecast 2.000 s (1.000 s to no upper bound)\n",
                        "    drain                1.500 s\n",
                        "    directory times      0.020 s\n",
                        "nothing changed for 120 s; the latest change: a/\\x01b at 2026-03-26T11:43:46Z\n",
                        "what was looked up at 2026-03-26T11:45:54Z, which came by 2026-03-26T11:45:55Z\n",
                        "2026-03-26T11:45:55.100Z to 2026-03-26T11:45:55.500Z, within the freeze; 50001 entries, complete\n",
                        "what Caravan changed since 2026-03-26T10:45:56Z, from ",
                        "52 entries, 0 differences, 0 errors\n",
                        "50000 entries, 0 differences, 0 errors\n",
                        "50123 entries, 9876543210 bytes of data\n",
                        "  gaps left              0 at 2026-03-26T11:45:56Z, of 3 ever\n",
                        "  Java                   17.0.9\n",
                        "  sha256 of routes       " + "cd".repeat(32) + "\n");
        assertThat(new String(CutoverJson.file(evidence), US_ASCII))
                .contains(
                        "\"heardAt\" : \"2026-03-26T11:45:55Z\"",
                        "\"freezeMillis\" : 2345",
                        "\"path\" : \"a/\\\\x01b\"");
    }
}
