package dev.agentharness.sandboxes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A capped output")
class CappedOutputTest {

    private static CappedOutput of(int max, String text, int chunk) {
        CappedOutput output = new CappedOutput(max);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += chunk) {
            byte[] part = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk));
            output.add(part, part.length);
        }
        return output;
    }

    @Test
    void keeps_everything_up_to_the_cap_in_chunks_of_any_size() {
        for (int chunk = 1; chunk <= 12; chunk++) {
            CappedOutput output = of(12, "aéœ€😀", chunk); // 1 + 2 + 2 + 3 + 4 bytes

            assertThat(output.text()).isEqualTo("aéœ€😀");
            assertThat(output.isTruncated()).isFalse();
        }
    }

    @Test
    void keeps_the_beginning_and_the_end_and_says_how_much_is_between() {
        for (int chunk = 1; chunk <= 30; chunk++) {
            CappedOutput output = of(10, "abcdefghijklmnopqrstuvwxyz", chunk);

            assertThat(output.text()).isEqualTo("abcde\n[… 16 bytes of output are left out here …]\nvwxyz");
            assertThat(output.isTruncated()).isTrue();
        }
    }

    @Test
    void cuts_no_character_in_two() {
        for (int max = 1; max <= 39; max++) {
            String kept = of(max, "a😀€é".repeat(4), 7).text(); // 40 bytes

            assertThat(kept).doesNotContain("\uFFFD");
            long said = Long.parseLong(kept.replaceAll("(?s).*\\[… (\\d+) bytes.*", "$1"));
            int shown = kept.replaceAll("\n\\[….*…]\n", "").getBytes(StandardCharsets.UTF_8).length;
            assertThat(shown + said).isEqualTo(40);
        }
    }

    @Test
    void takes_what_is_there_but_not_all_from_somebody_who_never_ends() {
        CappedOutput output = new CappedOutput(10);
        InputStream endless = new InputStream() {
            private int left = 1_000_000;

            @Override
            public int read() {
                assertThat(left--).as("bytes that may still be read").isPositive();
                return 'x';
            }

            @Override
            public int available() {
                return 1_000_000;
            }
        };

        assertThat(output.take(endless, 100_000)).isBetween(100_000, 110_000);
        assertThat(output.take(new ByteArrayInputStream(new byte[20_000]), 100_000))
                .isEqualTo(20_000);
        assertThat(output.take(InputStream.nullInputStream(), 100_000)).isZero();
    }

    @Test
    void shows_bytes_that_are_no_text_as_such() {
        CappedOutput output = new CappedOutput(10);
        output.add(new byte[] {'a', (byte) 0xFF, 'b'}, 3);

        assertThat(output.text()).isEqualTo("a\uFFFDb");
    }
}
