package org.rolemesh.agent;

import java.io.FileNotFoundException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.exec.ExecBinding;
import org.apache.camel.component.exec.ExecException;
import org.rolemesh.config.Device;
import org.rolemesh.gpu.Complaint;
import org.rolemesh.gpu.GpuInventory;
import org.rolemesh.gpu.GpuTool;

/**
 * The steps of the GPU inventory: which tools to ask, and what became of it. While a tool has still to be asked, it is
 * the body.
 */
public final class GpuSteps {
    private static final String TOOL = "RoleMeshGpuTool";

    private final List<GpuTool> tools;
    private final Gpus gpus;
    private final Map<GpuTool, GpuTool> simpler = new ConcurrentHashMap<>();

    /** @param devices of the slots: a tool that shows none of them is not asked */
    public GpuSteps(Collection<Device> devices, Gpus gpus) {
        this.tools = GpuTool.forDevices(devices);
        this.gpus = gpus;
    }

    /** The steps by the names that the route has for them. */
    public Map<String, Processor> byName() {
        return Map.of(
                "listGpuTools", listGpuTools(),
                "aimAtGpuTool", aimAtGpuTool(),
                "noteGpus", noteGpus(),
                "noteGpuFault", noteGpuFault());
    }

    /** Sets the variable {@code gpuTools}; the message stays as it is, since a look may be taken on the way elsewhere. */
    Processor listGpuTools() {
        return exchange -> exchange.setVariable(
                "gpuTools",
                tools.stream().map(tool -> simpler.getOrDefault(tool, tool)).toList());
    }

    Processor aimAtGpuTool() {
        return exchange -> {
            GpuTool tool = exchange.getMessage().getBody(GpuTool.class);
            exchange.setProperty(TOOL, tool);
            exchange.setProperty(FixedBinding.PROGRAM, tool.program());
            exchange.setProperty(FixedBinding.ARGUMENTS, tool.arguments());
        };
    }

    Processor noteGpus() {
        return exchange -> {
            String printed = exchange.getMessage().getBody(String.class);
            String errors = exchange.getProperty(ExecBinding.EXEC_STDERR, "", String.class);
            settle(exchange, toolOf(exchange).parse(printed.isBlank() ? errors : printed));
        };
    }

    /** Leaves the simpler question in the body where this one was refused, and remembers it. */
    Processor noteGpuFault() {
        return exchange -> {
            GpuTool tool = toolOf(exchange);
            Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
            String printed = failure instanceof ExecException e ? FixedBinding.text(e.getStdout()) : "";
            String errors = failure instanceof ExecException e ? FixedBinding.text(e.getStderr()) : "";
            Optional<GpuTool> next = tool.simpler(printed + errors);
            if (next.isPresent()) {
                simpler.put(tool, next.get());
                exchange.getMessage().setBody(next.get());
            } else {
                settle(exchange, afterFailure(tool, failure, printed, errors));
            }
        };
    }

    private void settle(Exchange exchange, GpuInventory seen) {
        gpus.note(toolOf(exchange).program(), seen);
        exchange.getMessage().setBody(null);
    }

    /** A tool may end with an error and yet have shown the cards that are well. */
    private static GpuInventory afterFailure(GpuTool tool, Exception failure, String printed, String errors) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (failure instanceof FileNotFoundException) {
            return GpuInventory.unknown(message + ": " + tool.remedy());
        }
        if (!printed.isBlank()) {
            GpuInventory seen = tool.parse(printed);
            return seen.withFault(
                    seen.fault().map(fault -> message + ": " + fault).orElse(message));
        }
        return GpuInventory.unknown(
                message + ": " + Complaint.in(errors).orElse("its driver may be at fault, dmesg may say why"));
    }

    private static GpuTool toolOf(Exchange exchange) {
        return exchange.getProperty(TOOL, GpuTool.class);
    }
}
