package org.rolemesh.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rolemesh.bench.Target;
import org.rolemesh.config.UpstreamUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code URL} or {@code LABEL=URL}; without a label, host and port are one. */
final class TargetConverter implements ITypeConverter<Target> {
    private static final Pattern LABELLED = Pattern.compile("(?:([A-Za-z0-9._ -]+)=)?(.*)");

    @Override
    public Target convert(String text) {
        Matcher labelled = LABELLED.matcher(text);
        if (!labelled.matches()) {
            throw new TypeConversionException("a URL is on one line");
        }
        try {
            UpstreamUrl url = UpstreamUrl.parse(labelled.group(2));
            return new Target(labelled.group(1) == null ? url.authority() : labelled.group(1), url);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
