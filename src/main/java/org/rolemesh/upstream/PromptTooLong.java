package org.rolemesh.upstream;

/** The backend's model has no room for so long a prompt: 400. A role with a longer context may be asked. */
public final class PromptTooLong extends UpstreamRejected {
    PromptTooLong(int status, byte[] json) {
        super(status, json);
    }
}
