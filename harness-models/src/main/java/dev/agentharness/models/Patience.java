package dev.agentharness.models;

import java.time.Duration;

/**
 * How long the phases of a call may take; zero is for ever, or as long as the whole call may.
 *
 * @param firstByte from the end of the request to the first byte of the answer
 * @param betweenBytes from one byte of the answer's body to the next
 */
record Patience(Duration connect, Duration firstByte, Duration betweenBytes) {}
