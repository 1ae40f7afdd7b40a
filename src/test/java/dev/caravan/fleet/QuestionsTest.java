package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Canaries;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What movers ask agents. */
class QuestionsTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void anAgentLooksUpWhatItIsAskedFor() throws IOException {
        RelativePath name = new Canaries().beat();
        try (Questions questions = new Questions("hints-control", () -> producer)) {
            questions.lookUp("web1", name);
        }
        ProducerRecord<byte[], byte[]> asked = producer.history().get(0);
        assertThat(asked.topic()).isEqualTo("hints-control");
        assertThat(Questions.name(asked.key(), asked.value(), "web1")).contains(name);
        assertThat(Questions.name(asked.key(), asked.value(), "web2")).isEmpty();
    }

    /** Whoever may write to the topic cannot have an agent touch anything else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 look\netc",
                "1 look\n.caravan-look-/../../etc/passwd",
                "1 look\n../.caravan-look-1",
                "2 look\n.caravan-look-1",
                ".caravan-look-1",
                ""
            })
    void nothingButACanaryIsLookedUp(String value) {
        assertThat(Questions.name("web1".getBytes(ISO_8859_1), value.getBytes(ISO_8859_1), "web1"))
                .isEmpty();
        assertThat(Questions.name(null, value.getBytes(ISO_8859_1), "web1")).isEmpty();
        assertThat(Questions.name("web1".getBytes(ISO_8859_1), null, "web1")).isEmpty();
    }
}
