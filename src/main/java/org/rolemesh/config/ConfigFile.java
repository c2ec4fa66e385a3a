package org.rolemesh.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One kind of config file: its schema, and what its content is turned into. Safe for use by many threads.
 *
 * @param <T> the record that a valid file becomes
 */
final class ConfigFile<T> {
    private final SchemaCheck schema;
    private final YamlReader yaml;
    private final Function<Section, Optional<T>> reader;
    private final Consumer<Section> look;
    private final String whereMissing;

    /**
     * @param schema resource on the class path
     * @param reader makes the record, and reports what the schema cannot see
     * @param look reports what is wrong with files that the content names
     * @param whereMissing what a user can do who has no such file
     */
    ConfigFile(
            String schema,
            Map<String, String> env,
            Function<Section, Optional<T>> reader,
            Consumer<Section> look,
            String whereMissing) {
        this.schema = SchemaCheck.fromClassPath(schema);
        this.yaml = new YamlReader(new EnvReferences(env));
        this.reader = reader;
        this.look = look;
        this.whereMissing = whereMissing;
    }

    T load(Path file) throws ConfigInvalid {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(YamlReader.MAX_BYTES + 1);
            if (bytes.length > YamlReader.MAX_BYTES) {
                throw refused(file, "larger than 1 MiB; is this the right file?");
            }
            return parse(file.toString(), utf8(bytes), look);
        } catch (NoSuchFileException e) {
            throw refused(file, "there is no such file; " + whereMissing);
        } catch (CharacterCodingException e) {
            throw refused(file, "not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            throw refused(file, "cannot be read; it must be a file that this user may read");
        }
    }

    T parse(String fileName, String text) throws ConfigInvalid {
        return parse(fileName, text, content -> {});
    }

    private T parse(String fileName, String text, Consumer<Section> further) throws ConfigInvalid {
        Faults faults = new Faults(fileName);
        Optional<JsonNode> root = yaml.read(text, faults).map(tree -> tree.isNull() ? noValues(faults) : tree);
        root.ifPresent(tree -> schema.run(tree, faults));
        Optional<Section> content = root.map(tree -> new Section(tree, JsonPointer.empty(), faults));
        Optional<T> config = content.flatMap(reader);
        content.ifPresent(further);
        if (!faults.isEmpty()) {
            throw new ConfigInvalid(faults.inFileOrder());
        }
        return config.orElseThrow();
    }

    private static JsonNode noValues(Faults faults) {
        faults.at(JsonPointer.empty(), "the file says nothing; begin with 'version: 1'");
        return JsonNodeFactory.instance.objectNode().put("version", 1);
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static ConfigInvalid refused(Path file, String what) {
        return new ConfigInvalid(List.of(new Fault(file.toString(), 1, 1, what)));
    }
}
