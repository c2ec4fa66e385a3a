package org.rolemesh.access;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.message.AsynchronouslyFormattable;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.util.IndexedReadOnlyStringMap;

/**
 * A log message made of an event name and typed fields.
 *
 * <p>As text it reads {@code request id=a1 status=200 path="/v1/a b"}: fields in the order they were added, quoted only
 * where a reader could not tell where a value ends. As JSON the event is {@code message} and every field is a key of the
 * line itself, numbers and booleans as such, sorted by name. {@code time}, {@code level}, {@code logger},
 * {@code message} and {@code exception} belong to the line: no field may have one of these names.
 *
 * <p>Filled by one thread, and not changed once it has been handed to a logger, because it is rendered later on the
 * thread that writes the log.
 */
@AsynchronouslyFormattable
public final class FieldsMessage extends MapMessage<FieldsMessage, Object> {
    private static final long serialVersionUID = 1L;

    private static final int FIELDS_OF_MOST = 16;

    private final String event;
    // The superclass keeps its entries sorted, which suits look-ups and not readers: it gets them when JSON is made of
    // them.
    private final ArrayList<String> order = new ArrayList<>(FIELDS_OF_MOST);
    private final ArrayList<Object> values = new ArrayList<>(FIELDS_OF_MOST);

    /** A message of that event without fields; the event is a short name of ours, never a user's text. */
    public FieldsMessage(String event) {
        this.event = event;
    }

    /** Adds a field, or leaves it out if the value is {@code null}; a number or boolean stays one in JSON. */
    public FieldsMessage field(String name, Object value) {
        if (value != null) {
            order.add(name);
            values.add(value);
        }
        return this;
    }

    /** The names of the fields, in the order they were added. */
    public List<String> names() {
        return List.copyOf(order);
    }

    @Override
    public IndexedReadOnlyStringMap getIndexedReadOnlyStringMap() {
        for (int i = 0; i < order.size(); i++) {
            with(order.get(i), values.get(i));
        }
        return super.getIndexedReadOnlyStringMap();
    }

    @Override
    protected void appendMap(StringBuilder out) {
        out.append(event);
        for (int i = 0; i < order.size(); i++) {
            out.append(' ').append(order.get(i)).append('=');
            appendValue(out, values.get(i).toString());
        }
    }

    // What the layout's message resolver asks for; the fields are written beside it by the map resolver.
    @Override
    protected void asJson(StringBuilder out) {
        appendQuoted(out, event);
    }

    private static void appendValue(StringBuilder out, String value) {
        if (isPlain(value)) {
            out.append(value);
        } else {
            appendQuoted(out, value);
        }
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i))) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c != '"' && c != '\\' && c != '=' && !isLineOrControl(c);
    }

    private static boolean isLineOrControl(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private static void appendQuoted(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (isLineOrControl(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
