package org.rolemesh.config;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the values of {@code ${env:NAME}} and {@code ${env:NAME:default}} in place. A default holds no closing brace. */
final class EnvReferences {
    /** For text in which they mean nothing, or something else. */
    static final EnvReferences NONE = new EnvReferences(Map.of(), Pattern.compile("(?!)"));

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([^}]*)(}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> env;
    private final Pattern form;

    EnvReferences(Map<String, String> env) {
        this(env, REFERENCE);
    }

    private EnvReferences(Map<String, String> env, Pattern form) {
        this.env = Map.copyOf(env);
        this.form = form;
    }

    boolean in(String text) {
        return form.matcher(text).find();
    }

    /** The text with its references resolved; those that cannot be are told to {@code problems} and left out. */
    String resolve(String text, Consumer<String> problems) {
        Matcher reference = form.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (reference.find()) {
            String value = value(reference.group(1), !reference.group(2).isEmpty(), problems);
            reference.appendReplacement(resolved, Matcher.quoteReplacement(value));
        }
        return reference.appendTail(resolved).toString();
    }

    private String value(String body, boolean closed, Consumer<String> problems) {
        int colon = body.indexOf(':');
        String name = colon < 0 ? body : body.substring(0, colon);
        if (!closed || !NAME.matcher(name).matches()) {
            problems.accept("has a broken environment reference; write ${env:NAME} or ${env:NAME:default}");
            return "";
        }
        String value = env.get(name);
        if (value != null) {
            return value;
        }
        if (colon < 0) {
            problems.accept("refers to the environment variable " + Dotted.name(name)
                    + ", which is not set; set it, or give a default as in ${env:" + Dotted.name(name) + ":default}");
            return "";
        }
        return body.substring(colon + 1);
    }
}
