package org.rolemesh.cli;

import org.rolemesh.client.GatewayClient;
import org.rolemesh.config.UpstreamUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The gateway that a command asks. */
final class GatewayOption {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:ROLE_MESH_URL:-http://127.0.0.1:8000}",
            converter = UrlConverter.class,
            description = "The gateway, with or without /v1 (ROLE_MESH_URL, ${DEFAULT-VALUE})")
    private UpstreamUrl url;

    GatewayClient client() {
        return new GatewayClient(url);
    }

    static final class UrlConverter implements ITypeConverter<UpstreamUrl> {
        @Override
        public UpstreamUrl convert(String text) {
            try {
                return UpstreamUrl.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
