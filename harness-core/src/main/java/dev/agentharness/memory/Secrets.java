package dev.agentharness.memory;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;

/** Notices passwords, keys and tokens by the forms that are known of them. */
final class Secrets implements MemoryGate {

    private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");
    private static final List<Pattern> FORMS = List.of(
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY"),
            Pattern.compile("\\b(AKIA|ASIA)[0-9A-Z]{16}\\b"),
            Pattern.compile("\\b(gh[opsur]|github_pat)_[A-Za-z0-9_]{20,}"),
            Pattern.compile("\\b(sk|rk|pk)[-_][A-Za-z0-9_-]{20,}"),
            Pattern.compile("\\bxox[abeprs]-[A-Za-z0-9-]{10,}"),
            Pattern.compile("\\bAIza[0-9A-Za-z_-]{30,}"),
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}"),
            Pattern.compile("://[^/\\s:@]{1,100}:[^/\\s@]{1,100}@"),
            Pattern.compile(
                    "\\b(password|passphrase|passwd|pwd|secret|api[ _-]?key|token|pin)\\b.{0,20}?(:|=|\\bis\\b)\\s*[\"'`]?"
                            + "(?=\\S{0,40}[0-9!@#$%^&*])\\S{4,}",
                    Pattern.CASE_INSENSITIVE));

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
