package org.rolemesh.config;

/** What the process of a slot computes on. */
public sealed interface Device {
    /** An NVIDIA card, by the number that {@code nvidia-smi} gives it. */
    record Cuda(int index) implements Device {
        public Cuda {
            Require.atLeast(0, "the number of a card", index);
        }

        @Override
        public String toString() {
            return "cuda:" + index;
        }
    }

    /** An AMD card, by the number that {@code rocm-smi} gives it. */
    record Rocm(int index) implements Device {
        public Rocm {
            Require.atLeast(0, "the number of a card", index);
        }

        @Override
        public String toString() {
            return "rocm:" + index;
        }
    }

    /** No card. Several slots may have it. */
    record Cpu() implements Device {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    /** Reads a device as the file writes it, or throws {@link IllegalArgumentException} where the text is none. */
    static Device parse(String text) {
        if (text.equals("cpu")) {
            return new Cpu();
        }
        if (!text.matches("(cuda|rocm):(0|[1-9]\\d{0,2})")) {
            throw new IllegalArgumentException("a device is cuda:N or rocm:N, N being the number of the card, or cpu");
        }
        int index = Integer.parseInt(text.substring(text.indexOf(':') + 1));
        return text.startsWith("cuda") ? new Cuda(index) : new Rocm(index);
    }

    /** Whether it is a GPU, which only one slot may have. */
    default boolean isCard() {
        return !(this instanceof Cpu);
    }
}
