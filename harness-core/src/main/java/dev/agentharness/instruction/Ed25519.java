package dev.agentharness.instruction;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Signing and checking with Ed25519, as every JDK from 15 on can. */
final class Ed25519 {

    private static final String NAME = NamedParameterSpec.ED25519.getName();

    private Ed25519() {}

    static byte[] sign(byte[] bytes, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform cannot sign with Ed25519", e);
        }
    }

    static boolean fits(byte[] signed, byte[] bytes, PublicKey key) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initVerify(key);
            signature.update(bytes);
            return signed.length == 64 && signature.verify(signed);
        } catch (java.security.SignatureException e) {
            return false; // not a point of the curve: no signature of anything
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform cannot check Ed25519 signatures", e);
        }
    }

    /** Throws if a key is for something else. */
    static <K extends java.security.Key> K checked(K key) {
        if (key instanceof EdECKey edwards && edwards.getParams().getName().equals(NAME)) {
            return key;
        }
        throw new IllegalArgumentException("not an Ed25519 key: " + key.getAlgorithm());
    }

    /** Reads what {@code openssl pkey -pubout} writes. */
    static PublicKey publicKey(String pem) {
        String base64 = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
        try {
            return checked(KeyFactory.getInstance(NAME)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not an Ed25519 public key in PEM: '" + pem.strip() + "'", e);
        }
    }
}
