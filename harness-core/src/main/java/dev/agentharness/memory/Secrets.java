package dev.agentharness.memory;

import dev.agentharness.text.SecretForm;
import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Notices passwords, keys and tokens by the forms that are known of them. */
final class Secrets implements MemoryGate {

    private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");
    /** Wider than what redaction takes for a secret: to refuse a note costs little, to mangle a result may cost the run. */
    private static final List<Pattern> SAID = List.of(
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY"),
            Pattern.compile("\\b(sk|rk|pk)[-_][A-Za-z0-9_-]{20,}"),
            Pattern.compile(
                    "\\b(password|passphrase|passwd|pwd|secret|api[ _-]?key|token|pin)\\b.{0,20}?(:|=|\\bis\\b)\\s*[\"'`]?"
                            + "(?=\\S{0,40}[0-9!@#$%^&*])\\S{4,}",
                    Pattern.CASE_INSENSITIVE));

    private static final List<Pattern> FORMS = Stream.concat(
                    SecretForm.ISSUED.stream().map(SecretForm::pattern), SAID.stream())
            .toList();

    @Override
    public Ruling rule(MemoryProposal proposal) {
        String text = Normalizer.normalize(
                proposal.entry().key() + "\n" + proposal.entry().text(), Normalizer.Form.NFKC);
        String plain = INVISIBLE.matcher(text).replaceAll("");
        return FORMS.stream().anyMatch(form -> form.matcher(plain).find())
                ? new Ruling.Refuse("it seems to hold a password, a key or a token; say where it is kept instead")
                : Ruling.commit();
    }
}
