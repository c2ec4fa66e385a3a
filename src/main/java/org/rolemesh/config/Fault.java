package org.rolemesh.config;

import java.nio.file.Path;

/**
 * One thing that is wrong in a file.
 *
 * @param file the name the user knows the file by
 * @param line counted from 1
 * @param column counted from 1
 * @param what what is wrong and how to mend it, on one line; holds no value from the file, since that may be a secret
 */
public record Fault(String file, int line, int column, String what) {
    public Fault {
        what = what.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** For whoever need not know where on the machine the file lies: with no more than its name. */
    public String brief() {
        return fileName() + ":" + line + ": " + what;
    }

    public String fileName() {
        return String.valueOf(Path.of(file).getFileName());
    }

    @Override
    public String toString() {
        return file + ":" + line + ": " + what;
    }
}
