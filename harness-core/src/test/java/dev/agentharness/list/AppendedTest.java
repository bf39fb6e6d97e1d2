package dev.agentharness.list;

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

    @Test
    void equals_any_list_of_the_same_items() {
        Appended<String> root = Appended.copyOf(List.of("a")).plus("b");
        Appended<String> one = root.plus("one");
        Appended<String> other = root.plus("other");

        assertThat(one.subList(0, 2)).isEqualTo(root).hasSameHashCodeAs(root).isEqualTo(other.subList(0, 2));
        assertThat(one).isNotEqualTo(root).isNotEqualTo(other).isEqualTo(List.of("a", "b", "one"));
        assertThat(List.of("a", "b", "other")).isEqualTo(other);
    }

    @Test
    void begins_with_a_list_that_grows_by_itself() {
        Appended<String> whole = Appended.copyOf(List.of("a", "b", "c")).plus("d");

        Appended<String> grown = Appended.copyOf(whole.subList(0, 2)).plus("other");

        assertThat(grown).containsExactly("a", "b", "other");
        assertThat(whole).containsExactly("a", "b", "c", "d");
        assertThat(whole.subList(1, 3)).containsExactly("b", "c");
        assertThatThrownBy(() -> whole.subList(0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void is_kept_where_any_other_list_is_copied() {
        Appended<String> appended = Appended.copyOf(List.of("a"));
        List<String> changing = new ArrayList<>(appended);

        List<String> kept = Appended.kept(changing);
        changing.clear();

        assertThat(Appended.kept(appended)).isSameAs(appended);
        assertThat(kept).containsExactly("a");
    }

    @Test
    void cannot_be_changed() {
        Appended<String> appended = Appended.copyOf(List.of("b")).plus("a");

        assertThatThrownBy(() -> appended.set(0, "c")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(appended::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> appended.sort(null)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> appended.subList(1, 2).remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }
}
