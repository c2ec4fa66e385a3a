package org.rolemesh.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rolemesh.testing.LlamaServer;
import org.rolemesh.testing.ShellScript;

/**
 * A real llama-server that, where its command line holds a certain word, begins only once it is let. A tiny model is loaded
 * before anybody could see that it is being loaded.
 *
 * @param program what to launch in place of llama-server
 */
record HeldStart(Path program, Path gate) {
    /** @param word an argument of those that wait */
    static HeldStart where(String word, Path folder) throws IOException, InterruptedException {
        Path gate = Files.createDirectories(folder).resolve("gate");
        int status = new ProcessBuilder("mkfifo", gate.toString()).start().waitFor();
        if (status != 0) {
            throw new IOException("mkfifo ended with " + status);
        }
        Path program = ShellScript.write(folder.resolve("llama-server"), """
                case " $* " in
                    *' %s '*) read -r _ <'%s' ;;
                esac
                exec '%s' "$@"
                """.formatted(
                        word, gate, LlamaServer.executable().orElseThrow()));
        return new HeldStart(program, gate);
    }

    /** Lets the one that waits begin, and waits for it where it has not come yet. */
    void let() throws IOException {
        Files.writeString(gate, "begin\n");
    }
}
