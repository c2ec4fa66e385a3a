package org.rolemesh.slots;

import java.nio.file.Path;
import java.util.List;
import org.rolemesh.config.Secret;

/**
 * One start of llama-server in a slot, ready to be carried out.
 *
 * @param id no other launch of this host has it
 * @param port on 127.0.0.1
 * @param key made for this launch alone, so that a stranger on the port is noticed
 * @param command the program and its arguments; no shell reads them
 */
public record Launch(
        String id,
        String slot,
        String role,
        ServerSpec spec,
        int port,
        Secret key,
        Path keyFile,
        List<String> command) {
    public Launch {
        command = List.copyOf(command);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }
}
