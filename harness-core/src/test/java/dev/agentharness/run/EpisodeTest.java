package dev.agentharness.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A record of earlier work")
class EpisodeTest {

    private static Episode large() {
        return new Episode(
                "audit",
                List.of("never pay twice"),
                numbered()
                        .map(at -> new Episode.Choice("choice " + at, "reason"))
                        .toList(),
                numbered().map(at -> new Episode.Fact("fact " + at, "ledger")).toList(),
                List.of("close the year"),
                numbered().map(at -> "artefact " + at).toList(),
                numbered().map(at -> "error " + at).toList());
    }

    private static Stream<Integer> numbered() {
        return IntStream.range(0, 100).boxed();
    }

    @Test
    void that_has_room_is_left_alone() {
        assertThat(large().within(100_000)).isEqualTo(large());
    }

    @Test
    void that_is_too_long_loses_errors_first_then_the_oldest_decisions() {
        Episode cut = large().within(4_000);

        assertThat(cut.text()).hasSizeLessThanOrEqualTo(4_000);
        assertThat(cut.errors()).isEmpty();
        assertThat(cut.decisions()).hasSizeLessThan(100).endsWith(new Episode.Choice("choice 99", "reason"));
        assertThat(cut.artefacts()).isEqualTo(large().artefacts());
        assertThat(cut.facts()).isEqualTo(large().facts());
    }

    @Test
    void that_is_far_too_long_loses_artefacts_before_facts() {
        Episode cut = large().within(2_000);

        assertThat(cut.decisions()).isEmpty();
        assertThat(cut.artefacts()).hasSizeLessThan(100);
        assertThat(cut.facts()).isEqualTo(large().facts());
    }

    @Test
    void keeps_goal_constraints_and_what_is_open_whatever_the_room() {
        Episode cut = large().within(1);

        assertThat(cut.facts()).isEmpty();
        assertThat(cut.text()).contains("audit", "never pay twice", "close the year");
    }

    @Test
    void is_carried_on_by_the_next_which_says_what_is_open_now() {
        Episode later = new Episode(
                "",
                List.of("never pay twice", "ask Ann"),
                List.of(),
                List.of(new Episode.Fact("fact 100", "ledger")),
                List.of("sign"),
                List.of(),
                List.of());

        Episode whole = large().then(later);

        assertThat(whole.goal()).isEqualTo("audit");
        assertThat(whole.constraints()).containsExactly("never pay twice", "ask Ann");
        assertThat(whole.facts()).hasSize(101);
        assertThat(whole.openTasks()).containsExactly("sign");
    }
}
