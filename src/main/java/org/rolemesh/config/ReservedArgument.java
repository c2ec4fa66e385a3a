package org.rolemesh.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Arguments of llama-server that a file may not give it, by the names that {@code llama-server --help} lists. */
enum ReservedArgument {
    ADDRESS("is set by the agent, which keeps the server on loopback; remove it", "--host --port --reuse-port"),
    KEY("is set by the agent, anew for each launch; remove it", "--api-key --api-key-file"),
    MODEL("is set by the agent; name the file in the role's model", "-m --model"),
    NAME("is set by the agent, to the name of the role; remove it", "-a --alias"),
    CONTEXT("is set by the agent; write it as the role's n_ctx", "-c --ctx-size"),
    PARALLEL("is set by the agent; write it as the role's parallel", "-np --parallel"),
    DEVICE("is set by the agent; write it as the slot's device", "-dev --device"),
    SLEEP("would unload the model unseen; write it as the role's ttl_s", "--sleep-idle-seconds"),
    REPORTS("is set by the agent, which reads these reports; remove it", "--metrics --slots --no-slots"),
    LOG("would take the log away from the agent, which keeps it; remove it", "--log-file --log-disable"),
    PROMPTS("would leave prompts on the disk; remove it", "--log-prompts-dir --slot-save-path"),
    TRANSPORT(
            "does not go with the agent, which speaks plain HTTP to the server's own paths; remove it",
            "--api-prefix --ssl-key-file --ssl-cert-file"),
    DOWNLOAD(
            "would fetch a model from the network; put the file in models_dir and name it in the role's model",
            "-mu --model-url -dr --docker-repo -hf -hfr --hf-repo -hff --hf-file -hft --hf-token -hfd -hfrd"
                    + " --hf-repo-draft --spec-draft-hf -hfv -hfrv --hf-repo-v -mmu --mmproj-url"),
    SEVERAL_MODELS(
            "is for a server of several models; write a role for each",
            "--models-dir --models-preset --models-max --models-autoload --no-models-autoload"),
    OTHER_MACHINES("would send the model's work to other machines, unprotected; remove it", "--rpc"),
    WIDER(
            "would let callers of the server do more than ask its model; remove it",
            "--path --media-path --props --tools --tools-runtime -ag --agent --mcp-servers-config --mcp-servers-json"
                    + " --ui-mcp-proxy --webui-mcp-proxy"),
    NO_SERVER(
            "makes llama-server print something and end; remove it",
            "-h --help --usage --version --list-devices -cl --cache-list --completion-bash");

    private final String refusal;
    private final String names;

    ReservedArgument(String refusal, String names) {
        this.refusal = refusal;
        this.names = names;
    }

    /** Why the name may not be given, and what to do instead; empty where it may. */
    static Optional<String> refusal(String name) {
        // llama-server reads an underscore in a long name as a dash.
        String listed = name.startsWith("--") ? name.replace('_', '-') : name;
        return Arrays.stream(values())
                .filter(argument -> argument.names().contains(listed))
                .findFirst()
                .map(argument -> "(" + listed + ") " + argument.refusal);
    }

    private List<String> names() {
        return List.of(names.split(" "));
    }
}
