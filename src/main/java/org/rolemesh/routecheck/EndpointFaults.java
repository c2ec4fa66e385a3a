package org.rolemesh.routecheck;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.catalog.RuntimeCamelCatalog;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;
import org.rolemesh.config.Suggestion;
import org.rolemesh.routecheck.Endpoint.Option;

/** Finds components that are not there, and options that a component does not have or that have a wrong value. */
final class EndpointFaults {
    /** The components that the program brings along. */
    private static final List<String> COMPONENTS = List.of(
            "bean",
            "class",
            "direct",
            "exec",
            "file",
            "http",
            "https",
            "log",
            "micrometer",
            "platform-http",
            "seda",
            "timer",
            "upstream");

    private static final int FEW = 12;
    private static final Pattern DURATION = Pattern.compile(
            "-?[0-9]+|P.+|(?=[0-9])(?:[0-9]+d)?(?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+s)?(?:[0-9]+ms)?",
            Pattern.CASE_INSENSITIVE);

    private final CamelContext context;
    private final RuntimeCamelCatalog catalog;
    private final Map<String, Optional<ComponentModel>> models = new HashMap<>();

    EndpointFaults(CamelContext context) {
        this.context = context;
        this.catalog = PluginHelper.getRuntimeCamelCatalog(context);
    }

    void find(Endpoint endpoint) {
        endpoint.scheme().ifPresent(scheme -> {
            if (context.getComponent(scheme, true, false) == null) {
                endpoint.fault("there is no component '" + scheme + "'" + remedy(scheme));
            } else {
                models.computeIfAbsent(scheme, this::model).ifPresent(model -> find(endpoint, model));
            }
        });
    }

    private static String remedy(String scheme) {
        String question = Suggestion.question(scheme, COMPONENTS);
        return question.isEmpty() ? "; is it spelt right, and its jar on the class path?" : question;
    }

    private Optional<ComponentModel> model(String scheme) {
        return Optional.ofNullable(catalog.componentJSonSchema(scheme)).map(JsonMapper::generateComponentModel);
    }

    private void find(Endpoint endpoint, ComponentModel model) {
        if (endpoint.isConsumed() && model.isProducerOnly()) {
            endpoint.fault("no message comes from " + model.getScheme() + "; it can be sent to, as in to:");
        } else if (!endpoint.isConsumed() && model.isConsumerOnly()) {
            endpoint.fault("nothing can be sent to " + model.getScheme() + "; it can only stand in from:");
        }
        findInOptions(endpoint, model);
    }

    private void findInOptions(Endpoint endpoint, ComponentModel model) {
        Map<String, String> values = new HashMap<>();
        endpoint.options().forEach((name, option) -> values.put(name, closed(option.value())));
        EndpointValidationResult result = catalog.validateProperties(model.getScheme(), values);
        List<String> known = model.getEndpointOptions().stream()
                .map(ComponentModel.EndpointOptionModel::getName)
                .toList();
        for (String name : model.isLenientProperties() ? Set.<String>of() : all(result.getUnknown())) {
            fault(endpoint, name, model.getScheme() + " has no option '" + name + "'" + remedy(name, known));
        }
        if (!endpoint.hasPath()) {
            for (String name : all(result.getRequired())) {
                endpoint.fault(
                        model.getScheme() + " needs the option '" + name + "', or the form " + model.getSyntax());
            }
        }
        findInValues(endpoint, result);
    }

    private void findInValues(Endpoint endpoint, EndpointValidationResult result) {
        all(result.getInvalidEnum()).forEach((name, value) -> {
            List<String> choices = result.getEnumChoices(name);
            String what = " must be one of " + String.join(", ", choices) + Suggestion.question(value, choices);
            fault(endpoint, name, name + what);
        });
        all(result.getInvalidBoolean())
                .forEach((name, value) -> fault(endpoint, name, name + " must be true or false"));
        all(result.getInvalidNumber()).forEach((name, value) -> fault(endpoint, name, name + " must be a number"));
        // Where it is one of milliseconds, Camel takes a duration too; and of those it takes more than its catalog
        // does.
        all(result.getInvalidInteger()).forEach((name, value) -> {
            if (!DURATION.matcher(value).matches()) {
                fault(endpoint, name, name + " must be a whole number");
            }
        });
        all(result.getInvalidDuration()).forEach((name, value) -> {
            if (!DURATION.matcher(value).matches()) {
                fault(endpoint, name, name + " must be a duration, as in 500ms, 20s or 5m");
            }
        });
    }

    /** A value that is complete only later is taken for a sound one. */
    private static String closed(String value) {
        return Endpoint.isOpen(value) ? "{{later}}" : value;
    }

    private static void fault(Endpoint endpoint, String name, String what) {
        Option option = endpoint.options().get(name);
        endpoint.entry().yaml().fault(option == null ? endpoint.at() : option.at(), what);
    }

    private static String remedy(String name, List<String> known) {
        String question = Suggestion.question(name, known);
        boolean few = question.isEmpty() && known.size() <= FEW;
        return few ? "; it has " + String.join(", ", known) : question;
    }

    private static Collection<String> all(Collection<String> names) {
        return names == null ? List.of() : names;
    }

    private static Map<String, String> all(Map<String, String> values) {
        return values == null ? Map.of() : values;
    }
}
