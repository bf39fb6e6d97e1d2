/**
 * The driver that runs the loop on a Temporal cluster. There is no code here yet.
 */
package dev.agentharness.temporal;
