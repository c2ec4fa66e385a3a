package org.rolemesh.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Embeddings without meaning: a unit vector that depends on the text and on nothing else. */
final class DemoEmbeddings {
    private static final int DIMENSIONS = 8;

    private DemoEmbeddings() {}

    /** The answer to a request of {@code /v1/embeddings}, as lists of numbers or, if asked, as base64. */
    static JsonObject of(JsonObject body, String model) {
        Object input = body.getValue("input", "");
        JsonArray texts = input instanceof JsonArray several ? several : JsonArray.of(input);
        boolean base64 = "base64".equals(body.getString("encoding_format"));
        JsonArray data = new JsonArray();
        int words = 0;
        for (Object text : texts) {
            float[] vector = vectorOf(text.toString());
            data.add(new JsonObject()
                    .put("object", "embedding")
                    .put("index", data.size())
                    .put("embedding", base64 ? base64(vector) : numbers(vector)));
            words += DemoPrompt.countWords(text.toString());
        }
        JsonObject usage = new JsonObject().put("prompt_tokens", words).put("total_tokens", words);
        return new JsonObject()
                .put("object", "list")
                .put("data", data)
                .put("model", model)
                .put("usage", usage);
    }

    private static float[] vectorOf(String text) {
        CRC32 seed = new CRC32();
        seed.update(text.getBytes(StandardCharsets.UTF_8));
        SplittableRandom random = new SplittableRandom(seed.getValue());
        float[] vector = new float[DIMENSIONS];
        double squares = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextDouble(-1, 1);
            squares += vector[i] * vector[i];
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    private static JsonArray numbers(float[] vector) {
        JsonArray numbers = new JsonArray();
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    // The protocol's base64 holds the numbers as little-endian 32-bit floats.
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
