package dev.agentharness.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Results as Markdown: medians, and behind them the ratio to the loop written by hand. */
record Tables(Results results) {

    /** A table for each figure with a column for each scenario; if there is only one scenario, one table of all figures. */
    String group(Group group) {
        List<Scenario> scenarios = group.scenarios();
        String tables = scenarios.size() == 1
                ? table(
                        scenarios.get(0).name(),
                        group,
                        group.figures(),
                        Figure::title,
                        (contestant, figure) -> cell(scenarios.get(0), contestant, figure))
                : group.figures().stream()
                        .map(figure -> table(
                                figure.title(),
                                group,
                                scenarios,
                                Scenario::name,
                                (contestant, scenario) -> cell(scenario, contestant, figure)))
                        .collect(Collectors.joining("\n"));
        return "### " + group.title() + "\n\n" + tables;
    }

    private static <C> String table(
            String corner,
            Group group,
            List<C> columns,
            Function<C, String> title,
            BiFunction<String, C, String> cell) {
        StringBuilder table = new StringBuilder("| " + corner);
        columns.forEach(column -> table.append(" | ").append(title.apply(column)));
        table.append(" |\n|---").append("|---".repeat(columns.size())).append("|\n");
        for (String contestant : group.contestants()) {
            table.append("| ").append(contestant);
            columns.forEach(column -> table.append(" | ").append(cell.apply(contestant, column)));
            table.append(" |\n");
        }
        return table.toString();
    }

    private String cell(Scenario scenario, String contestant, Figure figure) {
        OptionalDouble median = results.median(scenario.name(), contestant, figure);
        OptionalDouble ratio = results.ratio(scenario.name(), contestant, figure);
        if (median.isEmpty()) {
            return "–";
        }
        String text = String.format(Locale.ROOT, figure.format(), median.getAsDouble());
        return figure.isCompared() && ratio.isPresent() && !contestant.equals("raw")
                ? text + String.format(Locale.ROOT, " (×**%.2f**)", ratio.getAsDouble())
                : text;
    }
}
