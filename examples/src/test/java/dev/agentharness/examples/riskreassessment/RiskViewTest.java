package dev.agentharness.examples.riskreassessment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A risk view")
class RiskViewTest {

    @ParameterizedTest
    @CsvSource({
        "0, LOW",
        "24, LOW",
        "25, MODERATE",
        "49, MODERATE",
        "50, HIGH",
        "74, HIGH",
        "75, CRITICAL",
        "100, CRITICAL"
    })
    @DisplayName("has the level of its score")
    void level(int score, RiskView.Level level) {
        assertThat(read(score, level.name(), "a.txt").level()).isEqualTo(level);
    }

    @Test
    @DisplayName("is refused where it does not add up, in words for the model")
    void refused() {
        assertThatThrownBy(() -> read(101, "CRITICAL", "a.txt")).hasMessage("'score' must be from 0 to 100 but is 101");
        assertThatThrownBy(() -> read(-1, "LOW", "a.txt")).hasMessage("'score' must be from 0 to 100 but is -1");
        assertThatThrownBy(() -> read(50, "LOW", "a.txt"))
                .hasMessage("'level' must be HIGH for a score of 50 but is LOW");
        assertThatThrownBy(() -> read(50, "HIGH", " "))
                .hasMessage("'findings[0]': 'document' must name the document that says so");
    }

    private static RiskView read(int score, String level, String document) {
        return RiskReassessment.RISK_VIEW.read("""
                {"score": %d, "level": "%s", "summary": "Fine.",
                 "findings": [{"document": "%s", "weight": "LOW", "text": "Late"}]}""".formatted(score, level, document));
    }
}
