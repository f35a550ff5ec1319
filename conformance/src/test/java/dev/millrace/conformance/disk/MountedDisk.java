package dev.millrace.conformance.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of our own: mounted below a directory, cut off, mounted again, and unmounted at last. For one thread,
 * as root.
 */
final class MountedDisk implements AutoCloseable {
    private static final long SIZE_BYTES = 2L << 30; // a night of power cuts writes half a gigabyte; the file is sparse

    /** {@code _IOR('X', 125, __u32)}, with the flag that leaves the journal of the file system unwritten. */
    private static final String CUT = "sysopen(my $d, $ARGV[0], 0) or die \"$ARGV[0]: $!\";"
            + "my $how = pack('L', 2); ioctl($d, 0x8004587d, $how) or die \"ioctl: $!\";";

    /** A kind of file system, and what makes one. */
    enum Kind {
        EXT4("mkfs.ext4", "-q", "-F"),
        XFS("mkfs.xfs", "-q", "-f"),
        TMPFS("");

        private final List<String> make;

        Kind(String... make) {
            this.make = List.of(make);
        }
    }

    private final Path mountPoint;
    private final List<String> mount;
    private boolean mounted;

    private MountedDisk(Path mountPoint, List<String> mount) {
        this.mountPoint = mountPoint;
        this.mount = mount;
    }

    /** An empty file system on a loop device, mounted; its image is beside the mount point. */
    static MountedDisk onLoop(Kind kind, Path directory) throws IOException {
        requireRoot(kind);
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE_BYTES);
        }
        require(
                kind,
                Stream.concat(kind.make.stream(), Stream.of(image.toString())).toList());
        return mounted(kind, directory, List.of("mount", "-o", "loop", image.toString()));
    }

    /** An empty file system in memory that is full when it holds some bytes, or some files. */
    static MountedDisk inMemory(Path directory, String limits) throws IOException {
        requireRoot(Kind.TMPFS);
        return mounted(Kind.TMPFS, directory, List.of("mount", "-t", "tmpfs", "-o", limits, "tmpfs"));
    }

    private static MountedDisk mounted(Kind kind, Path directory, List<String> mount) throws IOException {
        Path point = Files.createDirectories(directory.resolve("disk"));
        MountedDisk disk = new MountedDisk(point, mount);
        require(kind, disk.mountCommand());
        disk.mounted = true;
        return disk;
    }

    private static void requireRoot(Kind kind) {
        if (!"root".equals(System.getProperty("user.name"))) {
            notRun(kind, "to mount a file system takes root");
        }
    }

    private static void require(Kind kind, List<String> command) {
        try {
            run(command);
        } catch (IOException e) {
            notRun(kind, e.getMessage());
        }
    }

    private static void notRun(Kind kind, String reason) {
        String text = "NOT RUN on a real " + kind + " disk: " + reason;
        System.out.println(text);
        Assumptions.abort(text);
    }

    Path path() {
        return mountPoint;
    }

    /** The power is gone: from here on nothing that is written reaches the device, and everything fails. */
    void cut() throws IOException {
        run(List.of("perl", "-e", CUT, mountPoint.toString()));
    }

    /** Mounts it again, as after a restart of the machine. Nobody may have a file open. */
    void remount() throws IOException {
        unmount();
        run(mountCommand());
        mounted = true;
    }

    /** Changes the limits of a file system in memory. */
    void resize(String limits) throws IOException {
        run(List.of("mount", "-o", "remount," + limits, mountPoint.toString()));
    }

    private List<String> mountCommand() {
        return Stream.concat(mount.stream(), Stream.of(mountPoint.toString())).toList();
    }

    private void unmount() throws IOException {
        run(List.of("umount", mountPoint.toString()));
        mounted = false;
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            unmount();
        }
    }

    /** Returns what the command says. */
    static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + command, e);
        }
    }
}
