package org.rolemesh.state;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Attributes of what is created in a state folder: nobody but its owner may read it, where the system has POSIX's. */
final class OwnerOnly {
    private OwnerOnly() {}

    static FileAttribute<?>[] folder(Path at) {
        return of(at, "rwx------");
    }

    static FileAttribute<?>[] file(Path at) {
        return of(at, "rw-------");
    }

    static boolean isPosix(Path at) {
        return at.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] of(Path at, String permissions) {
        return isPosix(at)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
