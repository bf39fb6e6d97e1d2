package dev.agentharness.instruction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;

/**
 * Signs files of instructions with an Ed25519 key. The signature is 64 raw bytes in a file beside, over the exact bytes of
 * the file; {@code openssl pkeyutl -sign -rawin} makes the same. Immutable and thread-safe.
 */
public final class InstructionSigner {

    private final PrivateKey key;

    private InstructionSigner(PrivateKey key) {
        this.key = Ed25519.checked(key);
    }

    /**
     * @throws IllegalArgumentException if it is a key for something else
     */
    public static InstructionSigner of(PrivateKey key) {
        return new InstructionSigner(key);
    }

    /** A fresh pair of keys. Keep the private one where the agent cannot read it. */
    public static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance(NamedParameterSpec.ED25519.getName())
                    .generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no Ed25519", e);
        }
    }

    /**
     * Signs a file as it is now.
     *
     * @return the file that holds the signature: the name of the signed one and {@code .sig}
     * @throws IOException if the one cannot be read or the other not be written
     */
    public Path sign(Path file) throws IOException {
        byte[] signature = Ed25519.sign(Files.readAllBytes(file), key);
        return Files.write(signatureOf(file), signature);
    }

    static Path signatureOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".sig");
    }
}
