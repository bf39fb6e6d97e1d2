package dev.agentharness.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentharness.ManualClock;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A search by keyword")
class SearchTest {

    private final ManualClock clock = new ManualClock();
    private final MemoryStore store = new InMemoryStore();

    private void know(String key, String text) {
        new MemoryReview(store, clock).write(MemoryKind.SEMANTIC, key, text, "alice");
    }

    private List<String> find(String words) {
        return store.search(new MemoryQuery(words, Trust.RUN, clock.instant(), 3)).stream()
                .map(entry -> entry.key().text())
                .toList();
    }

    @Test
    void prefers_what_has_more_of_the_rarer_words() {
        know("a", "The server in Oslo runs the shop.");
        know("b", "The server in Bergen runs the shop.");
        know("c", "The server in Turku runs the shop and the server in Oslo does not.");

        assertThat(find("which server runs in Bergen")).startsWith("b");
        assertThat(find("Oslo")).containsExactly("a", "c");
    }

    @Test
    void finds_nothing_that_shares_no_word() {
        know("a", "The server in Oslo runs the shop.");

        assertThat(find("database")).isEmpty();
        assertThat(find("")).isEmpty();
    }

    @Test
    void looks_at_keys_too_and_at_letters_however_they_are_written() {
        know("Deploy-Window", "On Tuesdays.");

        assertThat(find("DEPLOY")).containsExactly("deploy-window");
        assertThat(find("ｗｉｎｄｏｗ")).containsExactly("deploy-window");
    }

    @Test
    void finds_words_of_languages_without_spaces() {
        know("営業時間", "事務所は八時に開きます。");

        assertThat(find("事務所")).containsExactly("営業時間");
    }

    @Test
    void gives_no_more_than_asked_for_and_of_equals_the_newer() {
        for (int i = 0; i < 5; i++) {
            know("k" + i, "The server runs.");
            clock.advance(java.time.Duration.ofMinutes(1));
        }

        assertThat(find("server")).containsExactly("k4", "k3", "k2");
    }
}
