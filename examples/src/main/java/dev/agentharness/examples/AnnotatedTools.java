package dev.agentharness.examples;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.agentharness.Harness;
import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ScriptedModel;
import dev.agentharness.permission.PermissionPolicy;
import dev.agentharness.run.RunResult;
import dev.agentharness.tool.Tool;
import dev.agentharness.tool.ToolContext;
import dev.agentharness.tools.DryRun;
import dev.agentharness.tools.Redacting;
import dev.agentharness.tools.Retrying;
import dev.agentharness.tools.ToolArgument;
import dev.agentharness.tools.ToolCache;
import dev.agentharness.tools.ToolMethod;
import dev.agentharness.tools.Tools;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tools made of the methods of an object, and wrapped. */
public final class AnnotatedTools {

    private AnnotatedTools() {}

    // tag::methods[]
    /** Made of annotated methods. */
    static final class Bookings {
        private final List<String> booked = new ArrayList<>();

        record Guest(
                @JsonPropertyDescription("As in the passport")
                String name,

                Optional<String> email) {}

        @ToolMethod(
                value = "The free rooms of a night",
                effect = Effect.READ_ONLY,
                risk = Risk.INTERNAL_READ,
                scopes = "rooms",
                rateLimit = "60/PT1M",
                cacheFor = "PT5M")
        List<Integer> freeRooms(
                LocalDate night, @ToolArgument("How many at most; 10 if left out") Optional<Integer> most) {
            return List.of(12, 14, 27).subList(0, Math.min(3, most.orElse(10)));
        }

        @ToolMethod(
                value = "Books a room for a night",
                risk = Risk.WRITE,
                scopes = "rooms",
                timeout = "PT20S",
                idempotencyKeys = true)
        String book(int room, LocalDate night, Guest guest, ToolContext call) {
            booked.add(call.idempotencyKey());
            return "Room " + room + " is booked for " + guest.name() + " on " + night;
        }
    }
    // end::methods[]

    // tag::wrapped[]
    /** Reading is cached until something is booked; a booking is tried again under the same key; nothing leaks a secret. */
    static List<Tool> wrapped(List<Tool> tools, boolean rehearsal) {
        ToolCache cache = new ToolCache(1_000_000);
        return tools.stream()
                .map(tool -> tool.spec().isRepeatable() ? Retrying.wrap(tool) : tool)
                .map(tool -> rehearsal ? DryRun.wrap(tool) : tool)
                .map(Redacting::wrap)
                .map(cache::wrap)
                .toList();
    }
    // end::wrapped[]

    public static void main(String[] args) {
        RunResult result = book(false);
        System.out.println(result.answer());
        System.exit(result.outcome().exitCode());
    }

    /** Books a room with a scripted model, which first forgets what it has to say. */
    static RunResult book(boolean rehearsal) {
        List<Tool> tools = Tools.fromMethods(new Bookings());
        return Harness.builder()
                .model(ScriptedModel.of(
                        ScriptedModel.calls("freeRooms", "{\"night\":\"2027-03-01\",\"most\":1}"),
                        ScriptedModel.calls(
                                "book", "{\"room\":\"12\",\"night\":\"tomorrow\",\"guest\":{\"name\":\"Ada\"}}"),
                        ScriptedModel.calls(
                                "book", "{\"room\":12,\"night\":\"2027-03-01\",\"guest\":{\"name\":\"Ada\"}}"),
                        ScriptedModel.says("Ada has room 12.")))
                .tools(wrapped(tools, rehearsal).toArray(Tool[]::new))
                .permission(PermissionPolicy.allowAll())
                .build()
                .run("Book a room for Ada.");
    }
}
