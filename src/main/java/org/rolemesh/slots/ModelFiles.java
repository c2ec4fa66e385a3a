package org.rolemesh.slots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.rolemesh.config.ModelFile;

/** The folder that every model is in. Its methods look at the disk. */
final class ModelFiles {
    private final Path folder;

    ModelFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * A model's file, with no symbolic link left in its path.
     *
     * @throws LaunchRefused if it is not there, cannot be read, or a link leads out of the folder
     */
    Path find(ModelFile model) throws LaunchRefused {
        Path file = folder.resolve(model.path());
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw new LaunchRefused(
                        "the model " + model
                                + " is a link to a place outside models_dir; put the file itself there, or point models_dir at it");
            }
            if (!Files.isRegularFile(real) || !Files.isReadable(real)) {
                throw new LaunchRefused("the model " + model + " is no file that the agent may read");
            }
            return real;
        } catch (NoSuchFileException e) {
            throw new LaunchRefused(
                    "the model " + model + " is not in models_dir; put it there, or correct the role's model");
        } catch (IOException e) {
            throw new LaunchRefused("the model " + model + " cannot be opened; let the agent's user read it");
        }
    }

    static long sizeOf(Path file) throws LaunchRefused {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new LaunchRefused("the model " + file.getFileName() + " has just gone");
        }
    }
}
