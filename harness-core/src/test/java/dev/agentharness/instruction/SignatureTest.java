package dev.agentharness.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A signed policy")
class SignatureTest {

    private final KeyPair keys = InstructionSigner.newKeys();
    private final InstructionSigner signer = InstructionSigner.of(keys.getPrivate());

    @TempDir
    Path temp;

    private Folder folder;

    @BeforeEach
    void sign() throws IOException {
        folder = new Folder(temp).with("policy.md", Folder.POLICY);
        signer.sign(temp.resolve("policy.md"));
    }

    private Instructions.Builder policy() {
        return folder.instructions().trust(keys.getPublic()).policy("policy.md");
    }

    private static void refused(Instructions.Builder builder, String message) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(InstructionException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void is_accepted_from_a_trusted_key() {
        assertThat(policy().build().text()).contains("Never promise a refund.");
        assertThat(policy().trust(InstructionSigner.newKeys().getPublic()).build())
                .isEqualTo(policy().build());
    }

    @Test
    void is_refused_when_any_one_bit_of_it_is_turned() throws IOException {
        byte[] bytes = Files.readAllBytes(temp.resolve("policy.md"));
        int refused = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] tampered = bytes.clone();
            tampered[bit / 8] ^= (byte) (1 << bit % 8);
            folder.with("policy.md", tampered);

            refused(policy(), "policy.md:1: its signature is not that of a trusted key");
            refused++;
        }

        System.out.println("evidence: instructions.tampered = " + refused + " of " + bytes.length * 8 + " refused");
    }

    @Test
    void is_refused_when_a_bit_of_the_signature_is_turned_or_a_byte_is_missing_or_added() throws IOException {
        byte[] signature = Files.readAllBytes(temp.resolve("policy.md.sig"));
        for (int at = 0; at < signature.length; at++) {
            byte[] tampered = signature.clone();
            tampered[at] ^= 1;
            folder.with("policy.md.sig", tampered);
            refused(policy(), "policy.md:1: its signature is not");
        }
        folder.with("policy.md.sig", java.util.Arrays.copyOf(signature, 63));
        refused(policy(), "policy.md:1: its signature is not");
        folder.with("policy.md.sig", java.util.Arrays.copyOf(signature, 65));
        refused(policy(), "policy.md:1: its signature is not");
    }

    @Test
    void is_refused_with_the_signature_of_a_stranger_or_of_another_file() throws IOException {
        InstructionSigner.of(InstructionSigner.newKeys().getPrivate()).sign(temp.resolve("policy.md"));
        refused(policy(), "policy.md:1: its signature is not");

        folder.with("other.md", "Other.");
        Files.move(
                signer.sign(temp.resolve("other.md")),
                temp.resolve("policy.md.sig"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refused(policy(), "policy.md:1: its signature is not");
    }

    @Test
    void is_refused_without_its_signature() throws IOException {
        Files.delete(temp.resolve("policy.md.sig"));

        refused(policy(), "policy.md:1: must be signed, and there is no policy.md.sig");
        folder.with("clerk.md", Folder.SPEC).link("clerk.md.sig", Path.of("none"));
        signer.sign(temp.resolve("policy.md"));
        refused(policy().spec("clerk.md"), "clerk.md:1: 'clerk.md.sig' cannot be read");
    }

    @Test
    void signs_for_no_file_that_it_includes() throws IOException {
        folder.with("policy.md", "---\nname: p\nversion: 1\ninclude: [more.md]\n---\n")
                .with("more.md", "More.");
        signer.sign(temp.resolve("policy.md"));

        refused(policy(), "more.md:1: must be signed");
        signer.sign(temp.resolve("more.md"));
        assertThat(policy().build().text()).contains("More.");
    }

    @Test
    void leaves_other_files_unsigned_unless_all_must_be() throws IOException {
        folder.with("AGENTS.md", "Agents.");

        assertThat(policy().agents("").build().text()).contains("Agents.");
        refused(policy().agents("").allSigned(), "AGENTS.md:1: must be signed");

        folder.with("clerk.md", Folder.SPEC).with("skills/a/SKILL.md", "---\nname: a\ndescription: d\n---\n");
        refused(policy().spec("clerk.md").allSigned(), "clerk.md:1: must be signed");
        refused(policy().skills("skills").allSigned(), "skills/a/SKILL.md:1: must be signed");

        folder.with("AGENTS.md.sig", new byte[64]);
        refused(policy().agents(""), "AGENTS.md:1: its signature is not");
    }

    @Test
    void needs_no_signature_where_nobody_is_trusted() throws IOException {
        Files.delete(temp.resolve("policy.md.sig"));

        assertThat(folder.instructions().policy("policy.md").build().text()).contains("Never promise a refund.");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        folder.instructions().policy("policy.md").allSigned().build())
                .withMessageContaining("no key is trusted");
    }

    @Test
    void is_checked_with_a_key_as_openssl_writes_it() {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";

        assertThat(folder.instructions().trust(pem).policy("policy.md").build()).isEqualTo(policy().build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> folder.instructions().trust("none"))
                .withMessageContaining("none");
    }

    /** The third test vector of RFC 8032, section 7.1. */
    @Test
    void is_signed_as_everybody_else_does() {
        HexFormat hex = HexFormat.of();
        byte[] key = hex.parseHex(
                "302a300506032b6570032100" + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        byte[] signature = hex.parseHex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

        assertThat(Ed25519.fits(
                        signature,
                        hex.parseHex("af82"),
                        Ed25519.publicKey(Base64.getEncoder().encodeToString(key))))
                .isTrue();
    }

    @Test
    void needs_a_key_for_ed25519() throws Exception {
        KeyPair other = KeyPairGenerator.getInstance("Ed448").generateKeyPair();

        assertThatIllegalArgumentException().isThrownBy(() -> InstructionSigner.of(other.getPrivate()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> folder.instructions().trust(other.getPublic()));
    }
}
