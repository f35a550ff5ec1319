package dev.millrace.stores;

import dev.millrace.streams.errors.ProcessorStateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open RocksDB directory.
 *
 * <p>Opening decides between three: the directory is good; it is damaged, and is wiped once and made anew, since the
 * changelog has all of it; or it is out of reach (rights, space, another holder), and that is an error. Damage that
 * shows later, in a read, leaves a mark beside the directory, so that the next opening wipes it.
 */
final class RocksDatabase {

    private static final Logger LOG = LoggerFactory.getLogger(RocksDatabase.class);
    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.UTF_8);
    private static final byte[] FORMAT = {1};

    final RocksDB db;
    private final Path directory;
    private final String owner;
    private final NativeMemory memory;
    private final FamilyTuning tuning;
    private final DBOptions options;
    private final Map<String, ColumnFamilyHandle> families;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);

    private RocksDatabase(
            RocksDB db,
            Path directory,
            String owner,
            NativeMemory memory,
            FamilyTuning tuning,
            DBOptions options,
            Map<String, ColumnFamilyHandle> families) {
        this.db = db;
        this.directory = directory;
        this.owner = owner;
        this.memory = memory;
        this.tuning = tuning;
        this.options = options;
        this.families = families;
    }

    /** Whether there is a database to be opened. */
    static boolean exists(Path directory) {
        return Files.exists(directory.resolve("CURRENT")) || Files.exists(damageMark(directory));
    }

    /**
     * Opens the directory, made if absent.
     *
     * @param owner names the task in messages
     * @param wanted column families to be made if absent
     * @param configs the configuration of the application, for the user's tuning
     */
    static RocksDatabase open(
            Path directory, String owner, long memoryMaxBytes, Set<String> wanted, Map<String, Object> configs) {
        NativeMemory memory = NativeMemory.acquire(memoryMaxBytes);
        FamilyTuning tuning = new FamilyTuning(configs);
        boolean opened = false;
        try {
            RocksDatabase database = openOrRebuild(directory, owner, memory, tuning, wanted);
            opened = true;
            return database;
        } catch (RocksDBException e) {
            throw new ProcessorStateException(cannotOpen(directory, owner, String.valueOf(e.getMessage())), e);
        } catch (IOException e) {
            throw new ProcessorStateException(cannotOpen(directory, owner, e.toString()), e);
        } finally {
            if (!opened) {
                tuning.close();
                memory.release();
            }
        }
    }

    /**
     * Makes the directory if it is absent.
     *
     * @throws ProcessorStateException if it cannot be made or written to
     */
    static void makeDirectory(Path directory, String owner) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ProcessorStateException(cannotOpen(directory, owner, e.toString()), e);
        }
        if (!Files.isWritable(directory)) {
            throw new ProcessorStateException(cannotOpen(directory, owner, "it is not writable"));
        }
    }

    private static String cannotOpen(Path directory, String owner, String reason) {
        return "Cannot open the state of task " + owner + " in " + directory + ": " + reason
                + ". Check that the directory is writable, has free space and is not used by another process"
                + " (state.dir says where it is)";
    }

    private static RocksDatabase openOrRebuild(
            Path directory, String owner, NativeMemory memory, FamilyTuning tuning, Set<String> wanted)
            throws RocksDBException, IOException {
        Files.createDirectories(directory);
        if (Files.exists(damageMark(directory))) {
            wipe(directory, owner, "a read found it damaged in an earlier run");
        }
        try {
            return openAsIs(directory, owner, memory, tuning, wanted);
        } catch (RocksDBException e) {
            if (!isDamage(e) || !Files.exists(directory.resolve("CURRENT"))) {
                throw e;
            }
            wipe(directory, owner, String.valueOf(e.getMessage()));
            tuning.close();
            return openAsIs(directory, owner, memory, tuning, wanted);
        }
    }

    private static RocksDatabase openAsIs(
            Path directory, String owner, NativeMemory memory, FamilyTuning tuning, Set<String> wanted)
            throws RocksDBException {
        Set<String> names = new LinkedHashSet<>();
        names.add(new String(RocksDB.DEFAULT_COLUMN_FAMILY, StandardCharsets.UTF_8));
        if (Files.exists(directory.resolve("CURRENT"))) {
            try (Options listing = new Options()) {
                for (byte[] name : RocksDB.listColumnFamilies(listing, directory.toString())) {
                    names.add(new String(name, StandardCharsets.UTF_8));
                }
            }
        }
        names.addAll(wanted);
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (String name : names) {
            descriptors.add(
                    new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.UTF_8), tuning.optionsOf(name, memory)));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        DBOptions options = memory.databaseOptions();
        RocksDB db;
        try {
            db = RocksDB.open(options, directory.toString(), descriptors, handles);
        } catch (RocksDBException e) {
            options.close();
            throw e;
        }
        Map<String, ColumnFamilyHandle> families = new HashMap<>();
        int i = 0;
        for (String name : names) {
            families.put(name, handles.get(i++));
        }
        RocksDatabase database = new RocksDatabase(db, directory, owner, memory, tuning, options, families);
        database.checkFormat();
        return database;
    }

    private void checkFormat() throws RocksDBException {
        byte[] format = db.get(FORMAT_KEY);
        if (format == null) {
            db.put(writeOptions, FORMAT_KEY, FORMAT);
        } else if (format.length != 1 || format[0] != FORMAT[0]) {
            closeDatabase();
            throw new RocksDBException(
                    "written in format " + (format.length == 0 ? "?" : format[0])
                            + ", which this version does not know",
                    new Status(Status.Code.Corruption, Status.SubCode.None, null));
        }
    }

    private static boolean isDamage(RocksDBException e) {
        Status status = e.getStatus();
        if (status == null) {
            return false;
        }
        String text = String.valueOf(e.getMessage());
        return switch (status.getCode()) {
            case Corruption, NotFound, InvalidArgument, Incomplete -> true;
            case IOError -> text.contains("No such file") && !text.contains("lock");
            default -> false;
        };
    }

    /** Where the mark of a damaged directory stands. */
    static Path damageMark(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".damaged");
    }

    private static void wipe(Path directory, String owner, String reason) throws IOException {
        LOG.warn(
                "The state of task {} in {} is damaged ({}): it is deleted and will be rebuilt from the changelog topics",
                owner,
                directory,
                reason);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(damageMark(directory));
    }

    /**
     * Deletes the database in a directory, if there is one: RocksDB takes its lock before it does so.
     *
     * @return false if it is open, here or in another process
     */
    static boolean delete(Path directory) {
        if (!Files.exists(directory.resolve("CURRENT"))) {
            return true;
        }
        NativeLibrary.load();
        try (Options options = new Options()) {
            RocksDB.destroyDB(directory.toString(), options);
            return true;
        } catch (RocksDBException e) {
            LOG.debug("{} stays: {}", directory, e.getMessage());
            return false;
        }
    }

    /** The column family with this name, made if absent. */
    ColumnFamilyHandle family(String name) {
        ColumnFamilyHandle handle = families.get(name);
        if (handle == null) {
            try {
                handle = db.createColumnFamily(new ColumnFamilyDescriptor(
                        name.getBytes(StandardCharsets.UTF_8), tuning.optionsOf(name, memory)));
            } catch (RocksDBException e) {
                throw failed("make the table " + name, e);
            }
            families.put(name, handle);
        }
        return handle;
    }

    void write(byte[] batchBytes) {
        try (WriteBatch batch = new WriteBatch(batchBytes)) {
            db.write(writeOptions, batch);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    /** Brings all that was written to the disk. */
    void flush(boolean wait) {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(wait)) {
            db.flush(flush, new ArrayList<>(families.values()));
        } catch (RocksDBException e) {
            throw failed("flush", e);
        }
    }

    /** The error to be thrown for one from RocksDB; remembers damage for the next opening. */
    ProcessorStateException failed(String what, RocksDBException e) {
        Status status = e.getStatus();
        boolean damaged = status != null && status.getCode() == Status.Code.Corruption;
        if (damaged) {
            try {
                Files.write(damageMark(directory), new byte[0]);
            } catch (IOException io) {
                e.addSuppressed(io);
            }
        }
        return new ProcessorStateException(
                "Cannot " + what + ": state of task " + owner + " in " + directory + ": " + e.getMessage()
                        + (damaged ? ". It will be deleted and rebuilt when the task is opened again" : ""),
                e);
    }

    /** Brings all that was written to the disk, and closes. */
    void close() {
        try {
            closeDatabase();
        } finally {
            tuning.close();
            memory.release();
        }
    }

    private void closeDatabase() {
        ProcessorStateException failure = null;
        try {
            flush(true);
        } catch (ProcessorStateException e) {
            failure = e;
        }
        families.values().forEach(ColumnFamilyHandle::close);
        db.close();
        writeOptions.close();
        options.close();
        if (failure != null) {
            LOG.warn(
                    "The last changes of task {} in {} did not reach the disk ({}): they will be replayed from the changelog",
                    owner,
                    directory,
                    failure.getMessage());
        }
    }
}
