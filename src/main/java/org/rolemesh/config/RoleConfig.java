package org.rolemesh.config;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One role that a node answers for.
 *
 * @param slots names of those it may be loaded into, at least one, each once
 * @param preload whether it is loaded when the agent starts
 * @param pin whether nothing may take its slot once it is loaded
 * @param contextSize in tokens, shared by the requests that run at once; empty: what the model says
 * @param parallel requests that run at once
 * @param ttl it is unloaded after this long without a request; empty: never
 * @param loadTimeout a load that takes longer has failed
 * @param args given to llama-server after those of every launch
 */
public record RoleConfig(
        String role,
        ModelFile model,
        List<String> slots,
        boolean preload,
        boolean pin,
        OptionalInt contextSize,
        int parallel,
        Optional<Duration> ttl,
        Duration loadTimeout,
        List<String> args) {
    static final int PARALLEL = 1;

    public RoleConfig {
        Require.alias("the name of a role", role);
        Objects.requireNonNull(model, "model");
        slots = List.copyOf(slots);
        if (slots.isEmpty() || slots.stream().distinct().count() < slots.size()) {
            throw new IllegalArgumentException("slots must name at least one slot, and each only once");
        }
        contextSize.ifPresent(tokens -> Require.atLeast(1, "n_ctx", tokens));
        Require.atLeast(1, "parallel", parallel);
        ttl.ifPresent(time -> Require.positive("ttl_s", time, time));
        if (pin && ttl.isPresent()) {
            throw new IllegalArgumentException("ttl_s unloads what pin keeps loaded; remove one of the two");
        }
        loadTimeout = Require.positive("load_timeout_s", loadTimeout, Duration.ofMinutes(10));
        args = ServerArguments.allowed(args);
    }

    /** Whether it counts on a slot that no other such role has. */
    public boolean needsOwnSlot() {
        return preload || pin;
    }
}
