package dev.agentharness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A list that grows at its end")
class AppendedTest {

    @Test
    void keeps_what_it_was_when_others_grow_out_of_it() {
        Appended<String> root = Appended.copyOf(List.of("a")).plus("b");
        Appended<String> one = root.plus("one");
        Appended<String> other = root.plus("other");
        assertThat(root).containsExactly("a", "b");
        assertThat(one).containsExactly("a", "b", "one");
        assertThat(other).containsExactly("a", "b", "other");
        assertThat(one.plus("more")).containsExactly("a", "b", "one", "more");
        assertThat(new ArrayList<>(one)).containsExactly("a", "b", "one");
    }

    @Test
    void grows_from_many_threads_without_losing_anything() {
        Appended<Integer> root = Appended.copyOf(List.of(0, 1, 2)).plus(3);
        List<List<Integer>> grown = IntStream.range(0, 1_000)
                .parallel()
                .<List<Integer>>mapToObj(number -> root.plus(number).plus(-number))
                .toList();
        for (int i = 0; i < grown.size(); i++) {
            assertThat(grown.get(i)).containsExactly(0, 1, 2, 3, i, -i);
        }
    }

    @Test
    void has_nothing_behind_its_end() {
        Appended<String> root = Appended.copyOf(List.of("a"));
        root.plus("b");
        assertThatThrownBy(() -> root.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
