package org.rolemesh.config;

import java.nio.file.Path;

/**
 * A model file by its path under {@code models_dir}. By its text alone it cannot lead out of there; symbolic links are
 * for whoever opens it to look at.
 */
public record ModelFile(Path path) {
    public ModelFile {
        if (path.isAbsolute()) {
            throw new IllegalArgumentException(
                    "a model is named by its path under models_dir; write only what comes after that folder");
        }
        for (Path part : path) {
            if (part.toString().equals("..")) {
                throw new IllegalArgumentException("a model cannot lie outside models_dir; write its path without ..");
            }
        }
        path = path.normalize();
        if (path.toString().isEmpty()) {
            throw new IllegalArgumentException("a model is a file in models_dir, as in planner.gguf");
        }
    }

    static ModelFile parse(String text) {
        return new ModelFile(LocalPath.parse(text));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
