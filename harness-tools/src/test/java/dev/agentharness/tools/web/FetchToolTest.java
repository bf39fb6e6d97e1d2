package dev.agentharness.tools.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolOutput;
import dev.agentharness.model.ToolSpec;
import dev.agentharness.tool.Tool;
import dev.agentharness.tools.ToolCalls;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The fetch tool")
class FetchToolTest {

    private TestSite site;

    @BeforeEach
    void start() throws IOException {
        site = TestSite.start();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    @DisplayName("reads only, is not to be trusted, and says which hosts it asks")
    void spec() {
        ToolSpec spec = FetchTool.from("docs.example.com", "*.EXAMPLE.org:8443").spec();

        assertThat(spec.effect()).isEqualTo(Effect.READ_ONLY);
        assertThat(spec.risk()).isEqualTo(Risk.EXTERNAL_READ);
        assertThat(spec.untrusted()).isTrue();
        assertThat(spec.scopes()).containsExactly("web:docs.example.com", "web:*.example.org:8443");
        assertThat(spec.description()).endsWith("Hosts: docs.example.com, *.example.org:8443");
    }

    @Test
    @DisplayName("gives a page as it is, with its address and what it is")
    void page() throws Exception {
        assertThat(fetch(site.tool(), "/"))
                .isEqualTo(site.address("site.test") + ", text/plain, characters 0 to 20 of 20\nhost site.test:"
                        + site.port());
    }

    @Test
    @DisplayName("reads letters as the page says they are written")
    void charset() throws Exception {
        assertThat(fetch(site.tool(), "/latin")).endsWith("\ncaf\u00e9");
    }

    @Test
    @DisplayName("follows redirects to allowed hosts, and tells where they led")
    void redirect() throws Exception {
        assertThat(fetch(site.tool(), "/to?" + site.address("site.test", "/latin")))
                .startsWith(site.address("site.test", "/latin"));
        assertThat(fetch(site.tool(), "/to?/latin")).startsWith(site.address("site.test", "/latin"));
        assertThat(fetch(site.tool(), "/to?" + site.address("other.test")))
                .contains("redirects to where it must not")
                .contains("'other.test:");
        assertThat(fetch(site.tool(), "/round")).isEqualTo("more than 5 redirects");
    }

    @Test
    @DisplayName("gives a long page in parts")
    void parts() throws Exception {
        assertThat(fetch(site.tool(), "/long"))
                .contains("characters 0 to 20000 of 30000")
                .endsWith("\n[read on with from=20000]");

        String rest = ToolCalls.text(
                ToolCalls.call(site.tool(), Map.of("url", site.address("site.test", "/long"), "from", 20_000)));
        assertThat(rest).contains("characters 20000 to 30000 of 30000").endsWith("6789");
        assertThat(fetch(site.tool(), "/huge"))
                .contains("of 1048576")
                .endsWith("[there is more, which was not fetched]");
    }

    @Test
    @DisplayName("tells what went wrong in words")
    void errors() throws Exception {
        assertThat(fetch(site.tool(), "/missing")).endsWith("/missing answered with status 404");
        assertThat(fetch(site.tool(), "/image")).endsWith("/image is no text but image/png");
        assertThat(fetch(site.impatient(), "/drip")).isEqualTo("no answer after 300 ms");
        assertThat(ToolCalls.text(ToolCalls.call(site.tool(), Map.of("url", site.address("internal.test")))))
                .isEqualTo("'internal.test' does not lead to the public Internet");
        Tool lost = site.tool(host -> {
            throw new UnknownHostException(host);
        });
        assertThat(fetch(lost, "/")).isEqualTo("there is no such host");
    }

    @Test
    @DisplayName("obeys an interrupt while a page does not come")
    void interrupt() throws Exception {
        FutureTask<String> fetching = new FutureTask<>(() -> fetch(site.tool(), "/drip"));
        Thread thread = new Thread(fetching);
        thread.start();
        while (site.requests().isEmpty()) {
            Thread.onSpinWait();
        }

        thread.interrupt();

        assertThatThrownBy(fetching::get).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    @DisplayName("refuses bad limits and hosts when it is built")
    void limits() {
        assertThatThrownBy(() -> FetchTool.from()).hasMessageContaining("no host is named");
        assertThatThrownBy(() -> FetchTool.from("10.0.0.1")).hasMessageContaining("10.0.0.1");
        assertThatThrownBy(() -> FetchTool.builder("a.test").maxBytes(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> FetchTool.builder("a.test").timeout(Duration.ZERO))
                .hasMessageContaining("PT0S");
    }

    @Test
    @DisplayName("says which jar it lacks where OkHttp is not on the class path")
    void withoutOkHttp() throws Exception {
        URL[] path = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                .filter(entry -> !entry.contains("okhttp"))
                .map(FetchToolTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            var from = loader.loadClass(FetchTool.class.getName()).getMethod("from", String[].class);

            assertThatThrownBy(() -> from.invoke(null, (Object) new String[] {"docs.example.com"}))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("com.squareup.okhttp3:okhttp-jvm");
        }
    }

    private static URL url(String entry) {
        try {
            return java.nio.file.Path.of(entry).toUri().toURL();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String fetch(Tool tool, String path) throws Exception {
        ToolOutput output = ToolCalls.call(tool, Map.of("url", site.address("site.test", path)));
        return ToolCalls.text(output);
    }
}
