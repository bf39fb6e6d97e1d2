package dev.agentharness.models;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;

/**
 * A socket that may be silent for no longer than it may take to connect, until it is told otherwise. OkHttp tells it how long
 * an answer may take once the connection is there, which for TLS is after the handshake.
 */
final class ConnectingSocket extends Socket {

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        super.connect(address, timeout);
        setSoTimeout(timeout);
    }
}
