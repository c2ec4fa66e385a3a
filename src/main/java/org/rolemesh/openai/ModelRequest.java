package org.rolemesh.openai;

/** A request to a model, validated: which endpoint, and the body with what was found in it. */
public record ModelRequest(Api api, ScannedRequest body) {
    /** Refuses a body that lacks what {@code api} cannot do without, by {@link RequestRejected}. */
    public ModelRequest {
        api.check(body);
    }
}
