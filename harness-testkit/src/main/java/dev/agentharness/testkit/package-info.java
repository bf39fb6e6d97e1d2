/**
 * Contract suites that every implementation of an interface of the core extends, and assertions about
 * runs. There is no code here yet.
 */
package dev.agentharness.testkit;
