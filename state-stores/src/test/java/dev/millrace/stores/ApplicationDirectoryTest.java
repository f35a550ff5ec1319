package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.store.StateClaim;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state directory is one process's: what a second one is told, and when it may have it. */
class ApplicationDirectoryTest {

    @TempDir
    Path parent;

    /** Takes the directory that its argument names, and keeps it until its input ends or it is killed. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws Exception {
            try {
                ApplicationDirectory.claim(Path.of(args[0]), "log", false);
                System.out.println("holds it");
            } catch (StreamsException refused) {
                System.out.println("refused");
            }
            while (System.in.read() >= 0) {}
        }
    }

    private Path directory() {
        return parent.resolve("state/app");
    }

    private Process holder() throws Exception {
        Process holder = otherProcess();
        assertThat(answerOf(holder)).isEqualTo("holds it");
        return holder;
    }

    private Process otherProcess() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName(),
                        directory().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String answerOf(Process process) throws Exception {
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }

    private boolean isRefusedToOthers() throws Exception {
        Process other = otherProcess();
        try {
            return answerOf(other).equals("refused");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void case25_aSecondProcessIsToldWhoHasItAndWhatToDo() throws Exception {
        Process holder = holder();
        try {
            assertThatThrownBy(() -> ApplicationDirectory.claim(directory(), "log", false))
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContaining("Unable to initialize state")
                    .hasMessageContaining("process id " + holder.pid())
                    .hasMessageContaining(directory().toString())
                    .hasMessageContaining("state.dir of its own");
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void case25_itIsFreeWhenItsProcessWasKilled() throws Exception {
        holder().destroyForcibly().waitFor();

        ApplicationDirectory.claim(directory(), "log", false).close();
    }

    @Test
    void instancesOfOneProcessShareItUntilTheLastHasGivenItUp() throws Exception {
        StateClaim one = ApplicationDirectory.claim(directory(), "log", false);
        StateClaim other = ApplicationDirectory.claim(parent.resolve("state/../state/app"), "log", false);
        one.close();
        one.close();
        assertThat(isRefusedToOthers()).isTrue();
        other.close();
        assertThat(isRefusedToOthers()).isFalse();
    }

    @Test
    void theDirectoryMayBeDeletedWhileItIsHeld() throws Exception {
        Process holder = holder();
        try {
            Files.delete(directory());
            assertThatThrownBy(() -> ApplicationDirectory.claim(directory(), "log", false))
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContaining("process id " + holder.pid());
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }

    @Test
    void othersMayNotReadItAndTheGroupMayWriteIfItIsAllowedTo() throws Exception {
        ApplicationDirectory.claim(directory(), "log", false).close();
        assertThat(rights(directory())).isEqualTo("rwxr-x---");
        assertThat(rights(directory().getParent())).isEqualTo("rwxr-x---");

        ApplicationDirectory.claim(directory(), "log", true).close();
        assertThat(rights(directory())).isEqualTo("rwxrwx---");
        assertThat(rights(directory().resolveSibling("app.lock"))).isEqualTo("rw-rw----");
    }

    @Test
    void theRightsToAStateDirThatWasThereAreLeftAlone() throws Exception {
        Files.createDirectories(directory().getParent());
        String before = rights(directory().getParent());

        ApplicationDirectory.claim(directory(), "log", true).close();

        assertThat(rights(directory().getParent())).isEqualTo(before);
    }

    private static String rights(Path directory) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }

    @Test
    void aPlaceWhereNoDirectoryCanBeIsNamed() throws Exception {
        Path file = Files.writeString(parent.resolve("state"), "");

        assertThatThrownBy(() -> ApplicationDirectory.claim(directory(), "log", false))
                .isInstanceOf(ProcessorStateException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("state.dir");
    }

    @Test
    void whoIsInterruptedHasItAllTheSame() throws Exception {
        Thread.currentThread().interrupt();
        StateClaim claim = ApplicationDirectory.claim(directory(), "log", false);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(isRefusedToOthers()).isTrue();
        claim.close();
    }
}
