/**
 * Journals that survive a crash, in JSON-lines files and in a JDBC database. There is no code here
 * yet.
 */
package dev.agentharness.journals;
