package org.rolemesh.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.rolemesh.client.GatewayClient;
import org.rolemesh.config.UpstreamUrl;
import org.rolemesh.tls.Credentials;
import org.rolemesh.tls.UnusablePem;
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

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:ROLE_MESH_CA:-}",
            description =
                    "PEM file of the authorities that sign for a gateway whose URL begins with https; without it those"
                            + " that Java trusts (ROLE_MESH_CA)")
    private String authorities;

    GatewayClient client() throws Misconfigured {
        return new GatewayClient(url, credentials());
    }

    private Credentials credentials() throws Misconfigured {
        if (authorities.isEmpty()) {
            return Credentials.NONE;
        }
        try {
            return Credentials.read(null, null, Path.of(authorities));
        } catch (UnusablePem | InvalidPathException e) {
            throw new Misconfigured("--ca or ROLE_MESH_CA " + e.getMessage());
        }
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
