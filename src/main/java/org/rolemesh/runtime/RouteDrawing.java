package org.rolemesh.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.rolemesh.config.ConfigInvalid;
import org.rolemesh.drawing.FlowChart;
import org.rolemesh.drawing.Graph;

/** Reads routes for a drawing of them. What they name need not be there: nothing is built, started or contacted. */
public final class RouteDrawing {
    private RouteDrawing() {}

    public static Graph ofGateway(Path routes) throws ConfigInvalid {
        return draw(RouteFiles.ofGateway(routes), routes);
    }

    public static Graph ofAgent(Path routes) throws ConfigInvalid {
        return draw(RouteFiles.ofAgent(routes), routes);
    }

    private static Graph draw(List<String> files, Path routes) throws ConfigInvalid {
        try (DefaultCamelContext context = new DefaultCamelContext(false)) {
            context.setSourceLocationEnabled(true);
            try {
                List<Resource> resources = new ArrayList<>();
                for (String location : files) {
                    resources.addAll(find(location, context));
                }
                PluginHelper.getRoutesLoader(context).loadRoutes(resources);
                return FlowChart.of(context);
            } catch (Exception e) {
                throw new ConfigInvalid(List.of(RouteFault.of(e, context, routes)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the same order in the jar as on disk. */
    private static List<Resource> find(String location, DefaultCamelContext context) throws Exception {
        return PluginHelper.getPackageScanResourceResolver(context).findResources(location).stream()
                .sorted(Comparator.comparing(Resource::getLocation))
                .toList();
    }
}
