package dev.agentharness.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A parser of server-sent events")
class EventStreamTest {

    @Test
    void delivers_type_and_data_of_each_event() throws IOException {
        assertThat(events("event: a\ndata: 1\n\ndata: 2\n\n")).containsExactly("a|1", "|2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void takes_every_kind_of_line_end(String end) throws IOException {
        String stream = "event: a~data: 1~data: 2~~data: 3~~".replace("~", end);

        assertThat(events(stream)).containsExactly("a|1\n2", "|3");
    }

    @Test
    void skips_a_byte_order_mark_at_the_start_only() throws IOException {
        assertThat(events("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\ndata: \uFEFF3\n\n"))
                .containsExactly("|1", "|\uFEFF3");
    }

    @Test
    void ignores_comments_and_fields_it_does_not_know() throws IOException {
        assertThat(events(": hello\n\nid: 7\nretry: 10\nnonsense\ndata: 1\n:\n\n"))
                .containsExactly("|1");
    }

    @Test
    void takes_no_harm_from_what_looks_like_json_outside_of_events() throws IOException {
        assertThat(events("{ oops\ndata: 1\n\n[1]\n\ndata: 2\n\n{\n\"a\": {\n\n}\nevent: a\ndata: 3\n\n}\n{"))
                .containsExactly("|1", "|2", "a|3");
        assertThat(events("data: 1\n{\"a\":1}\n\nevent: b\n[\ndata: 2\n\n")).containsExactly("|1", "b|2");
    }

    @Test
    void takes_a_field_of_errors_for_the_data_of_one() throws IOException {
        assertThat(events("data: 1\n\nerror: {\"code\":500}\n\ndata: 2\n\n"))
                .containsExactly("|1", "error|{\"code\":500}", "|2");
    }

    @Test
    void takes_away_one_space_after_the_colon_and_no_more() throws IOException {
        assertThat(events("data:1\n\ndata:  2\n\ndata\n\n")).containsExactly("|1", "| 2", "|");
    }

    @Test
    void delivers_nothing_for_an_event_without_data() throws IOException {
        assertThat(events("event: a\n\ndata: 1\n\n")).containsExactly("|1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: 1\n\ndata: 2", "data: 1\n\ndata: 2\n", "data: 1\r\n\r\ndata: 2\r\n"})
    void delivers_a_last_event_that_no_blank_line_ends(String stream) throws IOException {
        assertThat(events(stream)).containsExactly("|1", "|2");
    }

    @Test
    void reads_the_same_events_however_the_packets_are_cut() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] stream = ("\uFEFFevent: grüße\r\ndata: {\"t\":\"Ünïcödé 😀\"}\r\n\r\n: ping\r\rdata: a\rdata: \n\n"
                        + "data: 漢字\r\n\ndata: x\r\n\r\nevent: z\ndata: end")
                .getBytes(StandardCharsets.UTF_8);
        List<String> whole = events(stream, stream.length, random);

        assertThat(whole).hasSize(5);
        for (int i = 0; i < 500; i++) {
            int longest = 1 + random.nextInt(12);
            assertThat(events(stream, longest, random))
                    .as("seed %d, packets of up to %d bytes", seed, longest)
                    .isEqualTo(whole);
        }
    }

    private static List<String> events(String stream) throws IOException {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        return events(bytes, bytes.length, new Random(0));
    }

    private static List<String> events(byte[] stream, int longest, Random random) throws IOException {
        List<String> events = new ArrayList<>();
        EventStream.Sink sink =
                (type, data, length) -> events.add(type + "|" + new String(data, 0, length, StandardCharsets.UTF_8));
        EventStream parser = new EventStream();
        int from = 0;
        while (from < stream.length) {
            int length =
                    Math.min(stream.length - from, longest == stream.length ? longest : 1 + random.nextInt(longest));
            parser.feed(Arrays.copyOfRange(stream, from, from + length), length, sink);
            from += length;
        }
        parser.end(sink);
        return events;
    }
}
