package dev.agentharness.tools.registry;

import java.time.LocalDate;
import java.util.Objects;

/**
 * Who answers for a tool as it stands in a manifest.
 *
 * @param owner who keeps the tool
 * @param reviewedBy who has looked at it as it is
 * @param since since when it is so
 */
public record Review(String owner, String reviewedBy, LocalDate since) {
    public Review {
        Objects.requireNonNull(since, "since");
        if (owner.isBlank() || reviewedBy.isBlank()) {
            throw new IllegalArgumentException(
                    "a tool has an owner and a reviewer, not '" + owner + "' and '" + reviewedBy + "'");
        }
    }
}
