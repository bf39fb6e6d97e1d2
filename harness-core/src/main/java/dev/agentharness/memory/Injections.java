package dev.agentharness.memory;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Notices text that speaks to a model as an attacker would. It looks at the text folded to plain Latin letters, so that
 * odd letters and invisible ones do not help; it knows phrases, not meaning.
 */
final class Injections implements MemoryGate {

    private static final List<Pattern> PHRASES = List.of(
            phrase("\\b(ignore|disregard|forget|override|bypass)\\b.{0,60}"
                    + "\\b(instructions?|rules?|prompts?|guidelines?|polic(y|ies)|directives?|safeguards?)\\b"),
            phrase(
                    "\\b(do not|don.?t|never|without) (tell|inform|ask|notify|alert|telling|informing|asking|notifying)\\b"
                            + ".{0,30}\\b(users?|humans?|operators?|persons?|anyone|anybody|people|admins?)\\b"),
            phrase("\\bsystem (prompt|override)\\b|\\bdeveloper mode\\b|\\bjailbreak"),
            phrase(
                    "\\byou are now\\b|\\bfrom now on,? you\\b|\\bpretend (to be|that you)\\b|\\bact as (an?|if you)\\b"),
            phrase("<\\||\\[/?inst\\]|</?(system|assistant|user|tool|instructions?|important)\\b"),
            phrase("(^|\\n)\\W{0,5}(system|assistant|user|human|important|new instructions?)\\s*:"),
            phrase(
                    "\\b(send|forward|post|upload|email|report|copy)\\b.{0,80}\\bto\\b.{0,20}(https?://|[\\w.-]+@[\\w-]+\\.)"),
            phrase("\\b(curl|wget)\\b.{0,200}\\|\\s*(sudo\\s+)?\\w*sh\\b"));

    @Override
    public Ruling rule(MemoryProposal proposal) {
        String text = LookAlikes.folded(
                proposal.entry().key() + "\n" + proposal.entry().text());
        return PHRASES.stream().anyMatch(phrase -> phrase.matcher(text).find())
                ? new Ruling.Refuse("it reads like an instruction to a model; state the fact, if there is one")
                : Ruling.commit();
    }

    private static Pattern phrase(String regex) {
        return Pattern.compile(regex, Pattern.DOTALL);
    }
}
