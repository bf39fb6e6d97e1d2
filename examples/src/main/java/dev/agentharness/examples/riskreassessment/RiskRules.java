package dev.agentharness.examples.riskreassessment;

import dev.agentharness.examples.riskreassessment.RiskView.Finding;
import dev.agentharness.examples.riskreassessment.RiskView.Level;
import dev.agentharness.model.ToolResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the stand-in judges: a few plain rules for each kind of document. */
final class RiskRules {

    private static final Map<Level, Integer> POINTS =
            Map.of(Level.LOW, 2, Level.MODERATE, 7, Level.HIGH, 15, Level.CRITICAL, 30);
    private static final Pattern BAD_NEWS = Pattern.compile(
            "sued|lawsuit|breach|fined|probe|downgrade|layoffs|insolven|resigns", Pattern.CASE_INSENSITIVE);
    private static final BigDecimal HEAVY_DEBT = new BigDecimal("2.5");

    private RiskRules() {}

    static RiskView view(List<Finding> findings) {
        int points = findings.stream()
                .mapToInt(finding -> POINTS.getOrDefault(finding.weight(), 0))
                .sum();
        int score = Math.min(100, points);
        return new RiskView(
                score, Level.of(score), findings, findings.size() + " findings from the documents and the news.");
    }

    static List<Finding> findings(CaseFile file) {
        List<Finding> findings = new ArrayList<>();
        file.documents(DocumentFolder.SOC2).forEach((name, text) -> soc2(name, text, findings));
        file.documents(DocumentFolder.INCIDENTS).forEach((name, text) -> incident(name, text, findings));
        file.documents(DocumentFolder.FINANCIALS).forEach((name, text) -> filing(name, text, findings));
        file.last(VendorTools.QUERY_NEWS).ifPresent(answer -> news(answer, findings));
        return findings;
    }

    private static void soc2(String name, String text, List<Finding> findings) {
        String opinion = word("Opinion", text);
        if (!opinion.equals("unqualified")) {
            findings.add(new Finding(
                    name, opinion.equals("adverse") ? Level.CRITICAL : Level.HIGH, "The opinion is " + opinion));
        }
        text.lines()
                .filter(line -> line.startsWith("Exception"))
                .forEach(line -> findings.add(
                        new Finding(name, line.contains("(remediated)") ? Level.LOW : Level.MODERATE, line)));
    }

    private static void incident(String name, String text, List<Finding> findings) {
        String severity = word("Severity", text);
        Level weight = switch (severity) {
            case "low" -> Level.LOW;
            case "medium" -> Level.MODERATE;
            case "critical" -> Level.CRITICAL;
            default -> Level.HIGH;
        };
        boolean closed = word("Status", text).equals("closed");
        String state = "severity " + severity + ", " + (closed ? "closed" : "still open");
        findings.add(new Finding(
                name,
                closed ? weight : weight.raised(),
                field("Summary", text)
                        .map(summary -> summary + " (" + state + ")")
                        .orElse(state)));
    }

    private static void filing(String name, String text, List<Finding> findings) {
        Optional<BigDecimal> income = amount("Net income", text);
        Optional<BigDecimal> cash = amount("Cash", text);
        Optional<BigDecimal> debt = amount("Total debt", text);
        if (income.isEmpty() || cash.isEmpty() || debt.isEmpty()) {
            findings.add(new Finding(name, Level.HIGH, "Net income, cash or debt is not stated"));
            return;
        }
        if (income.get().signum() < 0) {
            findings.add(new Finding(
                    name, Level.MODERATE, "A loss of " + income.get().negate() + " million"));
        }
        if (debt.get().compareTo(cash.get().multiply(HEAVY_DEBT)) > 0) {
            findings.add(new Finding(
                    name, Level.MODERATE, "Debt of " + debt.get() + " million against cash of " + cash.get()));
        }
    }

    private static void news(ToolResult answer, List<Finding> findings) {
        if (answer.error()) {
            findings.add(new Finding("news", Level.LOW, "The news could not be had: " + answer.text()));
            return;
        }
        answer.text()
                .lines()
                .filter(line -> BAD_NEWS.matcher(line).find())
                .forEach(line -> findings.add(new Finding("news", Level.MODERATE, line)));
    }

    private static Optional<BigDecimal> amount(String name, String text) {
        return field(name, text)
                .filter(value -> value.matches("-?\\d{1,12}(\\.\\d{1,6})?"))
                .map(BigDecimal::new);
    }

    /** The value of a line, in lower case. */
    private static String word(String name, String text) {
        return field(name, text).orElse("not stated").toLowerCase(Locale.ROOT);
    }

    private static Optional<String> field(String name, String text) {
        Matcher line = Pattern.compile("(?im)^" + Pattern.quote(name) + ":\\s*(.+?)\\s*$")
                .matcher(text);
        return line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }
}
