package dev.agentharness.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Results as Markdown: for each figure of a group a table of contestants and scenarios. */
record Tables(Results results) {

    String group(Group group) {
        return "### " + group.title() + "\n\n"
                + group.figures().stream().map(figure -> figure(figure, group)).collect(Collectors.joining("\n"));
    }

    private String figure(Figure figure, Group group) {
        List<String> names = group.scenarios().stream().map(Scenario::name).toList();
        StringBuilder table = new StringBuilder("| " + figure.title());
        names.forEach(name -> table.append(" | ").append(name));
        table.append(" |\n|---").append("|---".repeat(names.size())).append("|\n");
        for (String contestant : group.contestants()) {
            table.append("| ").append(contestant);
            names.forEach(name -> table.append(" | ").append(cell(name, contestant, figure)));
            table.append(" |\n");
        }
        return table.toString();
    }

    private String cell(String scenario, String contestant, Figure figure) {
        OptionalDouble median = results.median(scenario, contestant, figure);
        OptionalDouble ratio = results.ratio(scenario, contestant, figure);
        if (median.isEmpty()) {
            return "–";
        }
        String text = String.format(Locale.ROOT, figure.format(), median.getAsDouble());
        return figure.isCompared() && ratio.isPresent() && !contestant.equals("raw")
                ? text + String.format(Locale.ROOT, " (×**%.2f**)", ratio.getAsDouble())
                : text;
    }
}
