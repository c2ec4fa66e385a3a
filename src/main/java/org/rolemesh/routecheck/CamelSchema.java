package org.rolemesh.routecheck;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The JSON Schema of Camel's YAML DSL, as it is in Camel's jar. Read once, when it is first asked for. */
final class CamelSchema {
    private static final String RESOURCE = "/schema/camelYamlDsl.json";

    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft4())
            .keyword(new AnnotationKeyword("deprecated"))
            .build();

    private final JsonNode source;
    private final Schema schema;

    private static final class Holder {
        static final CamelSchema SCHEMA = read();
    }

    private CamelSchema(JsonNode source) {
        this.source = source;
        this.schema = SchemaRegistry.withDialect(DIALECT).getSchema(source);
    }

    static CamelSchema get() {
        return Holder.SCHEMA;
    }

    private static CamelSchema read() {
        try (InputStream in = CamelSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + RESOURCE);
            }
            return new CamelSchema(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Error> validate(JsonNode tree) {
        return schema.validate(tree);
    }

    /** The keys that the schema knows where an unknown one was found. */
    List<String> keysBeside(Error unknown) {
        JsonPointer keyword = pointer(unknown.getSchemaLocation().getFragment());
        List<String> keys = new ArrayList<>();
        source.at(keyword.head()).path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    static JsonPointer pointer(NodePath path) {
        JsonPointer pointer = JsonPointer.empty();
        for (int i = 0; i < path.getNameCount(); i++) {
            pointer = path.getElement(i) instanceof Integer index
                    ? pointer.appendIndex(index)
                    : pointer.appendProperty(path.getName(i));
        }
        return pointer;
    }
}
