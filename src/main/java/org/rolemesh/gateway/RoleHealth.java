package org.rolemesh.gateway;

import java.util.Map;
import java.util.Optional;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.rolemesh.catalog.Alias;
import org.rolemesh.catalog.Availability;
import org.rolemesh.catalog.Catalog;
import org.rolemesh.catalog.Snapshot;

/**
 * Tells a runtime that has health checks of its own what {@code /ready} tells: whether the default role can answer now. It
 * is about readiness only: a gateway without backends lives.
 */
public final class RoleHealth implements HealthCheck {
    private static final String NAME = "rolemesh";

    private final Catalog catalog;
    private volatile boolean enabled = true;

    public RoleHealth(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public String getId() {
        return NAME;
    }

    @Override
    public String getGroup() {
        return NAME;
    }

    @Override
    public boolean isEnabled() {
        return enabled;
    }

    @Override
    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public Result call(Map<String, Object> options) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
        Snapshot now = catalog.snapshot();
        Optional<Alias> alias = now.defaultAlias();
        if (alias.isEmpty()) {
            return result.down().message(ReportReadiness.NO_DEFAULT).build();
        }
        Availability availability = now.availability(alias.get());
        result.detail("default_model", alias.get().modelName());
        return availability.isUsable()
                ? result.up().build()
                : result.down().message(availability.reason()).build();
    }
}
