package io.finelame.record;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's nginx in front of another server on this machine. */
public final class NginxProxy implements AutoCloseable {
    private final Process process;
    private final URI url;

    private NginxProxy(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** @return one that takes connections */
    public static NginxProxy start(Path directory, URI backEnd) throws Exception {
        Path nginx = Prerequisite.file("/usr/sbin/nginx", "nginx");
        int port = freePort();
        Path configuration = Files.writeString(directory.resolve("nginx.conf"),
                """
                user root;
                worker_processes 1;
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.log;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:%2$d;
                        location / {
                            proxy_pass http://127.0.0.1:%3$d;
                        }
                    }
                }
                """.formatted(directory, port, backEnd.getPort()));
        Process process = new ProcessBuilder(nginx.toString(), "-c", configuration.toString(), "-e",
                directory.resolve("nginx.log").toString()).inheritIO().start();
        NginxProxy proxy = new NginxProxy(process, URI.create("http://127.0.0.1:" + port + "/"));
        proxy.awaitListening();
        return proxy;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** It says nothing when it listens. */
    private void awaitListening() throws IOException {
        while (process.isAlive()) {
            try (Socket _ = new Socket(url.getHost(), url.getPort())) {
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        throw new IOException("nginx ended with exit code " + process.exitValue());
    }

    public long pid() {
        return process.pid();
    }

    public URI url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
