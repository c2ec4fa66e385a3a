package org.rolemesh.drawing;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.util.URISupport;

/** What the addresses of a route say: where it begins, and where it sends to. */
final class Uris {
    private Uris() {}

    /** Where a step sends to or asks, as far as its file says it; none for a step that does neither. */
    static List<String> of(ProcessorDefinition<?> step) {
        if (step instanceof SendDefinition<?> send) {
            return List.of(plain(send.getEndpointUri()));
        }
        if (step instanceof ToDynamicDefinition send) {
            return List.of(plain(send.getUri()));
        }
        if (step instanceof PollDefinition poll) {
            return List.of(plain(poll.getEndpointUri()));
        }
        if (step instanceof KameletDefinition kamelet) {
            return List.of(plain("kamelet:" + kamelet.getName()));
        }
        if (isDynamic(step)) {
            String expression = Words.expression(((ExpressionNode) step).getExpression());
            return expression.contains("{")
                    ? List.of(plain(expression))
                    : Stream.of(expression.split(",")).map(Uris::plain).toList();
        }
        return List.of();
    }

    private static boolean isDynamic(ProcessorDefinition<?> step) {
        return step instanceof RecipientListDefinition
                || step instanceof RoutingSlipDefinition
                || step instanceof DynamicRouterDefinition
                || step instanceof EnrichDefinition
                || step instanceof PollEnrichDefinition;
    }

    /** Without options and secrets, and always written alike. */
    static String plain(String uri) {
        String address = URISupport.sanitizeUri(uri.strip().split("\\?", 2)[0]);
        return address.matches("(direct|seda|upstream)://.*") ? address.replaceFirst("://", ":") : address;
    }

    /** Whether whoever sends there goes on at once. */
    static boolean isQueue(String address) {
        return address.startsWith("seda:");
    }

    /** What begins a route. */
    static String trigger(String uri) {
        String address = plain(uri);
        String path = address.substring(address.indexOf(':') + 1).replaceFirst("^//", "");
        return switch (address.substring(0, Math.max(0, address.indexOf(':')))) {
            case "platform-http" -> option(uri, "httpMethodRestrict", "any") + " " + path;
            case "timer" -> "1".equals(option(uri, "repeatCount", "")) ? "at the start" : "every " + period(uri);
            default -> address;
        };
    }

    private static String period(String uri) {
        String period = option(uri, "period", "1000");
        if (period.matches("\\d{1,15}") && Long.parseLong(period) % 1000 == 0) {
            return Duration.ofMillis(Long.parseLong(period)).toSeconds() + " s";
        }
        return period.matches("\\D.*\\d") || period.matches("\\d+[a-z]+") ? period : period + " ms";
    }

    private static String option(String uri, String name, String otherwise) {
        Matcher option = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(uri);
        return option.find() ? option.group(1).replaceAll("^RAW\\((.*)\\)$", "$1") : otherwise;
    }
}
