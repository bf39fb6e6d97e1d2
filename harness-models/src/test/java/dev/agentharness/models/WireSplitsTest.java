package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.ModelListener;
import dev.agentharness.model.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cuts recorded streams in two at every place. {@code -Dharness.corpus=DIR} names the folder with the recordings. */
@DisplayName("A recorded stream")
class WireSplitsTest {

    private static final long SEED = Long.getLong("harness.seed", 1);
    private static final int LONGEST = 24_000;
    private static final int OF_EACH_WIRE = 4;

    private record Read(Message message, FinishReason finishReason, Optional<Usage> usage, String heard) {}

    @Test
    void says_the_same_wherever_it_is_cut() throws Exception {
        String corpus = System.getProperty("harness.corpus", "");
        if (corpus.isEmpty()) {
            System.out.println("evidence: wire.splits = skipped (-Dharness.corpus not given)");
        }
        assumeTrue(!corpus.isEmpty(), "-Dharness.corpus not given");
        System.out.println("seed of the sample: " + SEED);

        int same = 0;
        int all = 0;
        List<String> differing = new ArrayList<>();
        for (Recording recording : sample(Path.of(corpus))) {
            byte[] body = recording.body();
            Read whole = read(recording.wire(), body, body.length);
            for (int cut = 1; cut < body.length; cut++) {
                all++;
                if (read(recording.wire(), body, cut).equals(whole)) {
                    same++;
                } else {
                    differing.add(recording + " cut after " + cut + " bytes");
                }
            }
        }

        System.out.println("evidence: wire.splits = " + same + " of " + all);
        assertThat(differing).isEmpty();
        assertThat(all).isPositive();
    }

    private static List<Recording> sample(Path corpus) throws IOException {
        List<Recording> shuffled = new ArrayList<>(Recording.in(corpus));
        Collections.shuffle(shuffled, new Random(SEED));
        List<Recording> sample = new ArrayList<>();
        for (Wire wire : Wire.values()) {
            shuffled.stream()
                    .filter(recording -> recording.wire() == wire && recording.isStream() && !recording.isNoAnswer())
                    .filter(recording -> recording.body().length <= LONGEST)
                    .limit(OF_EACH_WIRE)
                    .forEach(sample::add);
        }
        return sample;
    }

    private static Read read(Wire wire, byte[] body, int cut) throws IOException {
        StringBuilder heard = new StringBuilder();
        ModelListener listener = new ModelListener() {
            @Override
            public void onText(String delta) {
                heard.append(delta);
            }

            @Override
            public void onThinking(String delta) {
                heard.append('~').append(delta);
            }
        };
        Dialect dialect = wire.dialect("m");
        Answer answer = dialect.answer(new Assembly(dialect.origin(), new CallIds(Requests.with()), listener));
        EventStream events = new EventStream();
        EventStream.Sink sink = (type, data, length) -> {
            if (!answer.isFinished()) {
                answer.event(type, data, length);
            }
        };
        events.feed(body, cut, sink);
        byte[] rest = Arrays.copyOfRange(body, cut, body.length);
        events.feed(rest, rest.length, sink);
        events.end(sink);
        return new Read(answer.message(), answer.finishReason(), answer.usage(), heard.toString());
    }
}
