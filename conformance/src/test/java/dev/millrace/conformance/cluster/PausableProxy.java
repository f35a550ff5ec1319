package dev.millrace.conformance.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before a broker on a socket of its own. While it is paused, connections stay open and are accepted, and
 * nothing passes: so a broker looks that is stopped, or behind a network that swallows everything.
 */
final class PausableProxy implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int brokerPort;
    private boolean paused;

    PausableProxy() throws IOException {
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Where the broker listens; to be told before anybody connects. */
    void forwardTo(String bootstrapServers) {
        brokerPort = Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
    }

    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    private synchronized void awaitPassage() throws InterruptedException {
        while (paused) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket broker = new Socket(InetAddress.getByName("localhost"), brokerPort);
                sockets.add(client);
                sockets.add(broker);
                start(() -> pump(client, broker));
                start(() -> pump(broker, client));
            }
        } catch (IOException e) {
            closeAll(); // the proxy was closed, or the broker is gone
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(buffer);
            while (read >= 0) {
                awaitPassage();
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
        } catch (IOException | InterruptedException e) {
            // One of the two sides has closed the connection; try-with-resources closes the other.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "pausable-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is closed, then.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        resume();
        closeAll();
    }
}
