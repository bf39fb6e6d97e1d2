package dev.agentharness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/** The {@link FakeServer} in a process of its own, which ends with this one. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final Server server;

    private ServerProcess(Process process, Server server) {
        this.process = process;
        this.server = server;
    }

    static ServerProcess start(Jdk jdk) throws IOException {
        Process process = new ProcessBuilder(
                        jdk.java(),
                        "-Dsun.net.httpserver.nodelay=true",
                        "-Dsun.net.httpserver.maxReqTime=-1",
                        // Or it closes all but 200 connections between two requests.
                        "-Dsun.net.httpserver.maxIdleConnections=1000000",
                        "-Dsun.net.httpserver.idleInterval=3600",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        FakeServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String port = lines.readLine();
        if (port == null) {
            throw new IOException("the fake server did not start");
        }
        return new ServerProcess(process, new Server("http://127.0.0.1:" + port));
    }

    Server server() {
        return server;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
