package org.rolemesh.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecEndpoint;
import org.apache.camel.component.exec.ExecResult;
import org.apache.camel.component.exec.impl.ExecParseUtils;

/**
 * Makes an {@code exec:} endpoint run what the route says, and nothing that a message says: headers, which may have come
 * over the wire, neither change the command nor are changed.
 *
 * <p>A step before it may set the exchange property {@link #PROGRAM}, else the endpoint's own is run, and
 * {@link #ARGUMENTS}, a list of texts, else the endpoint's {@code args}. What was printed becomes the body, a text; what
 * was printed as errors and the exit value become exchange properties by the names of {@link ExecBinding}.
 */
public final class FixedBinding implements ExecBinding {
    public static final String PROGRAM = "RoleMeshProgram";
    public static final String ARGUMENTS = "RoleMeshArguments";

    @Override
    public ExecCommand readInput(Exchange exchange, ExecEndpoint endpoint) {
        return new ExecCommand(
                exchange.getProperty(PROGRAM, endpoint.getExecutable(), String.class),
                arguments(exchange, endpoint),
                endpoint.getWorkingDir(),
                endpoint.getTimeout(),
                Set.of(),
                null,
                null,
                false,
                endpoint.getCommandLogLevel());
    }

    @Override
    public void writeOutput(Exchange exchange, ExecResult result) {
        exchange.getMessage().setBody(text(result.getStdout()));
        exchange.setProperty(EXEC_STDERR, text(result.getStderr()));
        exchange.setProperty(EXEC_EXIT_VALUE, result.getExitValue());
    }

    /** @param printed null where nothing was */
    static String text(InputStream printed) {
        if (printed == null) {
            return "";
        }
        try (printed) {
            return new String(printed.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> arguments(Exchange exchange, ExecEndpoint endpoint) {
        List<?> given = exchange.getProperty(ARGUMENTS, List.class);
        return given == null
                ? ExecParseUtils.splitToWhiteSpaceSeparatedTokens(endpoint.getArgs())
                : given.stream().map(String.class::cast).toList();
    }
}
