package org.rolemesh.upstream;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.TypeConverterSupport;
import org.rolemesh.openai.ModelRequest;

/** Lets a route treat a {@link ModelRequest} body as the JSON that it is: {@code ${body}} and any component that asks for bytes. */
final class RequestConversions {
    private RequestConversions() {}

    static void register(TypeConverterRegistry registry) {
        registry.addTypeConverter(byte[].class, ModelRequest.class, converter(byte[].class));
        registry.addTypeConverter(String.class, ModelRequest.class, converter(String.class));
        registry.addTypeConverter(InputStream.class, ModelRequest.class, converter(InputStream.class));
    }

    private static TypeConverter converter(Class<?> wanted) {
        return new TypeConverterSupport() {
            @Override
            public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                byte[] json = ((ModelRequest) value).body().bytes();
                if (wanted == byte[].class) {
                    return type.cast(json);
                }
                return wanted == String.class
                        ? type.cast(new String(json, StandardCharsets.UTF_8))
                        : type.cast(new ByteArrayInputStream(json));
            }
        };
    }
}
