package dev.agentharness.tools.web;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Response;

/**
 * What a host answered.
 *
 * @param address where it came from in the end
 * @param status 200 and its like, or an error
 * @param type what it says it is; empty if it does not say
 * @param text as far as it was read; empty unless it is text
 * @param cut whether there was more
 * @param redirect where else to look, if that is all it says
 */
record Page(String address, int status, String type, String text, boolean cut, Optional<String> redirect) {

    /** Reads as much as there may be, and nothing of what is no text. */
    static Page read(Response response, int maxBytes) throws IOException {
        String address = response.request().url().toString();
        MediaType type = response.body().contentType();
        String typeName = type == null ? "" : type.type() + "/" + type.subtype();
        if (response.isRedirect()) {
            return new Page(
                    address, response.code(), typeName, "", false, Optional.ofNullable(response.header("Location")));
        }
        if (type == null || !isText(type)) {
            return new Page(address, response.code(), typeName, "", false, Optional.empty());
        }
        byte[] bytes = response.body().byteStream().readNBytes(maxBytes + 1);
        boolean cut = bytes.length > maxBytes;
        return new Page(
                address,
                response.code(),
                typeName,
                new String(bytes, 0, cut ? maxBytes : bytes.length, charset(type)),
                cut,
                Optional.empty());
    }

    private static Charset charset(MediaType type) {
        Charset charset = type.charset(StandardCharsets.UTF_8);
        return charset == null ? StandardCharsets.UTF_8 : charset;
    }

    private static boolean isText(MediaType type) {
        String subtype = type.subtype();
        return type.type().equals("text")
                || (type.type().equals("application") && subtype.matches("(.+\\+)?(json|xml|yaml)|javascript"));
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the host said that it is something to read. */
    boolean isText() {
        MediaType parsed = MediaType.parse(type);
        return parsed != null && isText(parsed);
    }
}
