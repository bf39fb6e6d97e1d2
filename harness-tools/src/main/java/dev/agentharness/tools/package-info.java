/**
 * Tools made from records, lambdas and methods, and ready ones for files, search, shell and fetching.
 * There is no code here yet.
 */
package dev.agentharness.tools;
