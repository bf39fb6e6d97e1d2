package dev.agentharness.tools;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which of several alternatives ({@code anyOf}, {@code oneOf}) a value was meant to be, so that the model is told
 * what is wrong with that one, not what is wrong with each.
 */
final class Alternatives {

    private Alternatives() {}

    static List<Error> meant(List<Error> errors) {
        return meant(errors, 0);
    }

    private static List<Error> meant(List<Error> errors, int from) {
        List<Error> meant = new ArrayList<>();
        Map<List<String>, Map<String, List<Error>>> forks = new LinkedHashMap<>();
        for (Error error : errors) {
            Optional<Fork> fork = Fork.after(from, error.getEvaluationPath());
            if (fork.isEmpty()) {
                meant.add(error);
            } else {
                forks.computeIfAbsent(fork.get().place(error), key -> new LinkedHashMap<>())
                        .computeIfAbsent(fork.get().alternative(error), key -> new ArrayList<>())
                        .add(error);
            }
        }
        forks.forEach((place, alternatives) -> meant.addAll(best(alternatives.values(), place.size())));
        return meant;
    }

    /** The one with the fewest mistakes, unless it is another's by name; if each is, what the names are. */
    private static List<Error> best(Collection<List<Error>> alternatives, int from) {
        return alternatives.stream()
                .filter(errors -> errors.stream().noneMatch(Alternatives::isName))
                .min(Comparator.comparingInt(List::size))
                .map(errors -> meant(errors, from))
                .orElseGet(() -> alternatives.stream()
                        .flatMap(List::stream)
                        .filter(Alternatives::isName)
                        .toList());
    }

    private static boolean isName(Error error) {
        return error.getKeyword().equals("const");
    }

    /**
     * Where a schema offers alternatives.
     *
     * @param at which step on the path through the schema
     * @param depth how many steps into the value that is
     */
    private record Fork(int at, int depth) {

        static Optional<Fork> after(int from, NodePath path) {
            int depth = 0;
            for (int i = 0; i < path.getNameCount() - 1; i++) {
                switch (path.getName(i)) {
                    case "anyOf", "oneOf" -> {
                        if (i >= from) {
                            return Optional.of(new Fork(i, depth));
                        }
                        i++;
                    }
                    case "allOf", "dependentSchemas" -> i++;
                    case "properties", "patternProperties", "prefixItems" -> {
                        i++;
                        depth++;
                    }
                    case "items", "additionalProperties", "contains" -> depth++;
                    default -> {}
                }
            }
            return Optional.empty();
        }

        String alternative(Error error) {
            return error.getEvaluationPath().getName(at + 1);
        }

        /** The same for all errors of this fork in this part of the value. */
        List<String> place(Error error) {
            List<String> place = names(error.getEvaluationPath(), at + 1);
            place.add(String.join("/", names(error.getInstanceLocation(), depth)));
            return place;
        }

        private static List<String> names(NodePath path, int count) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                names.add(path.getName(i));
            }
            return names;
        }
    }
}
