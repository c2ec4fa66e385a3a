package org.rolemesh.wire;

import java.util.function.BiConsumer;

/** The headers of a message, in their order, with names as they were sent. Immutable. */
public final class Headers {
    static final Headers NONE = new Headers(new String[0], 0);

    /** Names and values in turn. */
    private final String[] fields;

    private final int count;

    /** @param fields names and values in turn; those from {@code count} on are none */
    Headers(String[] fields, int count) {
        this.fields = fields;
        this.count = count;
    }

    /** How many there are; one name may be there more than once. */
    public int size() {
        return count / 2;
    }

    /** The first of this name, in whatever case; null: there is none. */
    public String first(String name) {
        for (int i = 0; i < count; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    /** The one of this name, in whatever case; null: there is none, or more than one. */
    public String only(String name) {
        String found = null;
        for (int i = 0; i < count; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                if (found != null) {
                    return null;
                }
                found = fields[i + 1];
            }
        }
        return found;
    }

    public void forEach(BiConsumer<String, String> header) {
        for (int i = 0; i < count; i += 2) {
            header.accept(fields[i], fields[i + 1]);
        }
    }
}
