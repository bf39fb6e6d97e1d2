package dev.agentharness.models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * A wire that faults are tried on, by the parts of a healthy answer that says "Hi". Single quotes stand for double ones.
 *
 * @param whole the answer in one piece
 * @param opening the events before the text
 * @param said the event with the text
 * @param ending the events after it; the last one adds nothing to the message
 * @param calls the answer in one piece that calls {@code look} with {@code {oops} for arguments, as far as it can be said
 * @param calling the events of such an answer, all of them
 * @param error an error that comes as an event
 */
record FaultWire(
        String name,
        Supplier<HttpModelBuilder<?>> builder,
        String whole,
        List<String> opening,
        String said,
        List<String> ending,
        String calls,
        List<String> calling,
        String error) {

    static final FaultWire ANTHROPIC = new FaultWire(
            "Anthropic Messages",
            Anthropic::builder,
            "{'id':'m','type':'message','role':'assistant','content':[{'type':'text','text':'Hi'}],"
                    + "'stop_reason':'end_turn','usage':{'input_tokens':3,'output_tokens':2}}",
            List.of(
                    "event: message_start\ndata: {'type':'message_start','message':{'id':'m','role':'assistant',"
                            + "'content':[],'usage':{'input_tokens':3,'output_tokens':1}}}\n\n",
                    "event: content_block_start\ndata: {'type':'content_block_start','index':0,"
                            + "'content_block':{'type':'text','text':''}}\n\n"),
            "event: content_block_delta\ndata: {'type':'content_block_delta','index':0,"
                    + "'delta':{'type':'text_delta','text':'Hi'}}\n\n",
            List.of(
                    "event: content_block_stop\ndata: {'type':'content_block_stop','index':0}\n\n",
                    "event: message_delta\ndata: {'type':'message_delta','delta':{'stop_reason':'end_turn'},"
                            + "'usage':{'output_tokens':2}}\n\n",
                    "event: message_stop\ndata: {'type':'message_stop'}\n\n"),
            "{'id':'m','type':'message','role':'assistant','content':[{'type':'tool_use','id':'c','name':'look',"
                    + "'input':'{oops'}],'stop_reason':'tool_use','usage':{'input_tokens':3,'output_tokens':2}}",
            List.of(
                    "event: message_start\ndata: {'type':'message_start','message':{'id':'m','role':'assistant',"
                            + "'content':[],'usage':{'input_tokens':3,'output_tokens':1}}}\n\n",
                    "event: content_block_start\ndata: {'type':'content_block_start','index':0,"
                            + "'content_block':{'type':'tool_use','id':'c','name':'look','input':{}}}\n\n",
                    "event: content_block_delta\ndata: {'type':'content_block_delta','index':0,"
                            + "'delta':{'type':'input_json_delta','partial_json':'{oops'}}\n\n",
                    "event: content_block_stop\ndata: {'type':'content_block_stop','index':0}\n\n",
                    "event: message_delta\ndata: {'type':'message_delta','delta':{'stop_reason':'tool_use'},"
                            + "'usage':{'output_tokens':2}}\n\n",
                    "event: message_stop\ndata: {'type':'message_stop'}\n\n"),
            "event: error\ndata: {'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}\n\n");

    static final FaultWire CHAT = new FaultWire(
            "Chat Completions",
            OpenAiChat::builder,
            "{'id':'m','choices':[{'index':0,'message':{'role':'assistant','content':'Hi'},'finish_reason':'stop'}],"
                    + "'usage':{'prompt_tokens':3,'completion_tokens':2}}",
            List.of("data: {'id':'m','choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}\n\n"),
            "data: {'id':'m','choices':[{'index':0,'delta':{'content':'Hi'}}]}\n\n",
            List.of(
                    "data: {'id':'m','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}\n\n",
                    "data: {'id':'m','choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}}\n\n",
                    "data: [DONE]\n\n"),
            "{'id':'m','choices':[{'index':0,'message':{'role':'assistant','tool_calls':[{'id':'c','type':'function',"
                    + "'function':{'name':'look','arguments':'{oops'}}]},'finish_reason':'tool_calls'}],"
                    + "'usage':{'prompt_tokens':3,'completion_tokens':2}}",
            List.of(
                    "data: {'id':'m','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'c',"
                            + "'function':{'name':'look','arguments':'{oops'}}]}}]}\n\n",
                    "data: {'id':'m','choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}\n\n",
                    "data: [DONE]\n\n"),
            "data: {'error':{'type':'overloaded_error','message':'Overloaded'}}\n\n");

    static final FaultWire RESPONSES = new FaultWire(
            "Responses",
            OpenAiResponses::builder,
            "{'id':'m','status':'completed','error':null,'output':[{'id':'i','type':'message','role':'assistant',"
                    + "'content':[{'type':'output_text','text':'Hi'}]}],'usage':{'input_tokens':3,'output_tokens':2}}",
            List.of(
                    "event: response.created\ndata: {'type':'response.created',"
                            + "'response':{'id':'m','status':'in_progress','error':null,'output':[]}}\n\n",
                    "event: response.output_item.added\ndata: {'type':'response.output_item.added','output_index':0,"
                            + "'item':{'id':'i','type':'message','role':'assistant','content':[]}}\n\n"),
            "event: response.output_text.delta\ndata: {'type':'response.output_text.delta','item_id':'i',"
                    + "'output_index':0,'content_index':0,'delta':'Hi'}\n\n",
            List.of(
                    "event: response.output_text.done\ndata: {'type':'response.output_text.done','item_id':'i',"
                            + "'output_index':0,'content_index':0,'text':'Hi'}\n\n",
                    "event: response.output_item.done\ndata: {'type':'response.output_item.done','output_index':0,"
                            + "'item':{'id':'i','type':'message','role':'assistant',"
                            + "'content':[{'type':'output_text','text':'Hi'}]}}\n\n",
                    "event: response.completed\ndata: {'type':'response.completed','response':{'id':'m',"
                            + "'status':'completed','error':null,'output':[{'id':'i','type':'message',"
                            + "'role':'assistant','content':[{'type':'output_text','text':'Hi'}]}],"
                            + "'usage':{'input_tokens':3,'output_tokens':2}}}\n\n"),
            "{'id':'m','status':'completed','error':null,'output':[{'id':'i','type':'function_call','call_id':'c',"
                    + "'name':'look','arguments':'{oops'}],'usage':{'input_tokens':3,'output_tokens':2}}",
            List.of(
                    "event: response.created\ndata: {'type':'response.created',"
                            + "'response':{'id':'m','status':'in_progress','error':null,'output':[]}}\n\n",
                    "event: response.output_item.added\ndata: {'type':'response.output_item.added','output_index':0,"
                            + "'item':{'id':'i','type':'function_call','call_id':'c','name':'look',"
                            + "'arguments':''}}\n\n",
                    "event: response.function_call_arguments.delta\n"
                            + "data: {'type':'response.function_call_arguments.delta','item_id':'i',"
                            + "'output_index':0,'delta':'{oops'}\n\n",
                    "event: response.output_item.done\ndata: {'type':'response.output_item.done','output_index':0,"
                            + "'item':{'id':'i','type':'function_call','call_id':'c','name':'look',"
                            + "'arguments':'{oops'}}\n\n",
                    "event: response.completed\ndata: {'type':'response.completed','response':{'id':'m',"
                            + "'status':'completed','error':null,'output':[{'id':'i','type':'function_call',"
                            + "'call_id':'c','name':'look','arguments':'{oops'}],"
                            + "'usage':{'input_tokens':3,'output_tokens':2}}}\n\n"),
            "event: response.failed\ndata: {'type':'response.failed','response':{'id':'m','status':'failed',"
                    + "'error':{'code':'server_is_overloaded','message':'Overloaded'}}}\n\n");

    static final FaultWire GEMINI = new FaultWire(
            "Gemini",
            Gemini::builder,
            "{'responseId':'m','candidates':[{'index':0,'content':{'role':'model','parts':[{'text':'Hi'}]},"
                    + "'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}}",
            List.of("data: {'responseId':'m','candidates':[{'index':0,'content':{'role':'model',"
                    + "'parts':[{'text':''}]}}],'usageMetadata':{'promptTokenCount':3}}\n\n"),
            "data: {'responseId':'m','candidates':[{'index':0,'content':{'role':'model',"
                    + "'parts':[{'text':'Hi'}]}}],'usageMetadata':{'promptTokenCount':3,"
                    + "'candidatesTokenCount':2}}\n\n",
            List.of("data: {'responseId':'m','candidates':[{'index':0,'content':{'role':'model',"
                    + "'parts':[{'text':''}]},'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':3,"
                    + "'candidatesTokenCount':2}}\n\n"),
            "{'responseId':'m','candidates':[{'index':0,'content':{'role':'model','parts':[{'functionCall':{"
                    + "'name':'look','args':'{oops'}}]},'finishReason':'STOP'}],"
                    + "'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}}",
            List.of("data: {'responseId':'m','candidates':[{'index':0,'content':{'role':'model','parts':[{"
                    + "'functionCall':{'name':'look','args':'{oops'}}]},'finishReason':'STOP'}],"
                    + "'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}}\n\n"),
            "data: {'error':{'code':503,'message':'The model is overloaded.','status':'UNAVAILABLE'}}\n\n");

    /** All of them; a new wire is one more here. */
    static final List<FaultWire> ALL = List.of(ANTHROPIC, CHAT, RESPONSES, GEMINI);

    FaultWire {
        whole = quoted(whole);
        opening = opening.stream().map(FaultWire::quoted).toList();
        said = quoted(said);
        ending = ending.stream().map(FaultWire::quoted).toList();
        calls = quoted(calls);
        calling = calling.stream().map(FaultWire::quoted).toList();
        error = quoted(error);
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }

    String opened() {
        return String.join("", opening);
    }

    String ended() {
        return String.join("", ending);
    }

    /** Backwards, and the last event where it was; a wire with one event has no other order. */
    String endedInAnotherOrder() {
        List<String> events = new ArrayList<>(ending);
        Collections.reverse(events.subList(0, events.size() - 1));
        return String.join("", events);
    }

    /** A healthy answer. */
    Body healthy(boolean streamed) {
        return streamed ? events(opened() + said + ended()) : new Body("application/json", whole);
    }

    /** An answer that calls a tool with arguments that are no JSON, or no object where they cannot but be JSON. */
    Body calling(boolean streamed) {
        return streamed ? events(String.join("", calling)) : new Body("application/json", calls);
    }

    static Body events(String text) {
        return new Body("text/event-stream", text);
    }

    /** What is answered, and of what type it is. */
    record Body(String type, String text) {}
}
