package dev.agentharness.simulation;

import dev.agentharness.budget.Budget;
import dev.agentharness.budget.BudgetTracker;
import dev.agentharness.budget.Spend;
import dev.agentharness.json.Json;
import dev.agentharness.model.Content;
import dev.agentharness.model.Effect;
import dev.agentharness.model.FinishReason;
import dev.agentharness.model.Message;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolCall;
import dev.agentharness.model.ToolResult;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.run.Decision;
import dev.agentharness.run.Reflection;
import dev.agentharness.run.RunEvent;
import dev.agentharness.run.RunState;
import dev.agentharness.run.Stamps;
import dev.agentharness.stop.Reflector;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A run of SWE-agent as it was recorded: at each step a command, its arguments in words, and what came of it. */
public record Trajectory(String name, List<Step> steps) {

    private static final Set<String> CHANGING = Set.of("edit", "insert", "create", "submit", "rm", "mv");

    public record Step(String thought, String action, String observation) {
        /** The first word of the command, as a tool's name. */
        public String tool() {
            String word = action.strip().split("\\s", 2)[0].replaceAll("[^a-zA-Z0-9_-]", "_");
            return word.isEmpty() ? "nothing" : word.substring(0, Math.min(40, word.length()));
        }
    }

    public static Trajectory read(Path file) throws IOException {
        Map<String, ?> json = Json.object(Files.readString(file));
        List<Step> steps = new ArrayList<>();
        if (json.get("trajectory") instanceof List<?> recorded) {
            for (Object step : recorded) {
                Map<?, ?> fields = (Map<?, ?>) step;
                steps.add(new Step(text(fields, "thought"), text(fields, "action"), text(fields, "observation")));
            }
        } else { // only the messages were kept: an action, then its observation
            Optional<Map<?, ?>> action = Optional.empty();
            for (Object message : (List<?>) json.get("history")) {
                Map<?, ?> fields = (Map<?, ?>) message;
                if (action.isPresent() && "tool".equals(fields.get("role"))) {
                    steps.add(new Step(
                            text(action.get(), "thought"), text(action.get(), "action"), text(fields, "content")));
                }
                action = fields.containsKey("action") ? Optional.of(fields) : Optional.empty();
            }
        }
        String name = file.getFileName().toString();
        return new Trajectory(name.substring(0, Math.min(40, name.length())), steps);
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    /** All recorded runs in the folder that {@code -Dharness.corpus} names; none without it. */
    public static List<Trajectory> corpus() throws IOException {
        String corpus = System.getProperty("harness.corpus");
        if (corpus == null) {
            return List.of();
        }
        List<Trajectory> trajectories = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(corpus, "trajectories", "swe-agent"))) {
            for (Path file : files.filter(name -> name.toString().endsWith(".traj"))
                    .sorted()
                    .toList()) {
                trajectories.add(read(file));
            }
        }
        return trajectories;
    }

    /** The commands as tools that read, each named {@code do_} and its command. */
    public List<ToolSpec> tools() {
        return steps.stream()
                .map(Step::tool)
                .distinct()
                .map(tool -> ToolSpec.builder("do_" + tool, "a command")
                        .effect(Effect.READ_ONLY)
                        .risk(Risk.NONE)
                        .build())
                .toList();
    }

    /** What the reflector says that is not "go on", with the number of the turn. */
    List<String> alarms(Reflector reflector) throws InterruptedException {
        BudgetTracker budget = BudgetTracker.root("run", Budget.standard(), Clock.systemUTC());
        RunState state = started().applyTo(RunState.before(name));
        List<String> alarms = new ArrayList<>();
        for (int turn = 1; turn <= steps.size(); turn++) {
            for (RunEvent event : events(steps.get(turn - 1), "call-" + turn)) {
                state = event.applyTo(state);
            }
            Reflection reflection = reflector.reflect(state, budget);
            state = new RunEvent.Reflected(Instant.EPOCH, turn, reflection).applyTo(state);
            if (!(reflection instanceof Reflection.Continue)) {
                alarms.add(name + " turn " + turn + " of " + steps.size() + ": " + reflection);
            }
        }
        return alarms;
    }

    private RunEvent started() {
        List<ToolSpec> tools = steps.stream()
                .map(Step::tool)
                .distinct()
                .map(tool -> ToolSpec.builder(tool, "a command")
                        .effect(CHANGING.contains(tool) ? Effect.NON_IDEMPOTENT : Effect.READ_ONLY)
                        .risk(Risk.NONE)
                        .build())
                .toList();
        return new RunEvent.Started(
                Instant.EPOCH,
                name,
                "",
                tools,
                List.of(),
                Message.user("Solve it."),
                false,
                false,
                Set.of(),
                Budget.standard(),
                new Stamps("", "", "", "", ""));
    }

    private static List<RunEvent> events(Step step, String id) {
        ToolCall call = new ToolCall(id, step.tool(), "{\"command\":" + Json.quote(step.action()) + "}");
        return List.of(
                new RunEvent.ModelReplied(
                        Instant.EPOCH,
                        Message.assistant(List.of(new Content.Text(step.thought()), call)),
                        FinishReason.TOOL_CALLS,
                        Optional.empty(),
                        Spend.modelCall(0, BigDecimal.ZERO),
                        Map.of()),
                new RunEvent.CallDecided(Instant.EPOCH, id, Decision.allow("recorded")),
                new RunEvent.CallStarted(Instant.EPOCH, id),
                new RunEvent.CallFinished(
                        Instant.EPOCH,
                        new ToolResult(id, List.of(new Content.Text(step.observation())), false),
                        List.of()));
    }
}
