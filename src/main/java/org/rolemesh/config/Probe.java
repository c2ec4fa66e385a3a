package org.rolemesh.config;

/** What a configured upstream must show to be usable. */
public enum Probe {
    /** It answers. */
    REACHABLE,
    /** It also lists the upstream's model name: Ollama and vLLM answer without having the model. */
    MODEL_LISTED
}
