package dev.millrace.conformance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An audit that sees nothing is worth nothing: each kind of leak is made once, and seen. */
class ProcessResourcesTest {
    private final ProcessResources before = ProcessResources.now();

    @Test
    void nothingIsSeenWhereNothingWasLeft() {
        assertThat(before.leakedSince()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anOpenFileIsSeenUntilItIsClosed(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("left-open");
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(open.isOpen()).isTrue();
            assertThat(before.leakedSince()).containsExactly("open file " + file.toRealPath());
        }
        assertThat(before.leakedSince()).isEmpty();
    }

    @Test
    void aThreadIsSeenUntilItEnds() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "forgotten");
        thread.setDaemon(true);
        thread.start();
        assertThat(before.leakedSince()).containsExactly("thread forgotten");
        end.countDown();
        assertThat(before.leakedSince()).isEmpty();
    }

    @Test
    void directMemoryIsSeenAsLongAsItIsHeld() {
        ByteBuffer held = ByteBuffer.allocateDirect(8 << 20);
        assertThat(before.leakedSince()).hasSize(1).first().asString().endsWith("of direct memory");
        assertThat(held.capacity()).isPositive();
        held = null;
        assertThat(before.leakedSince()).isEmpty();
    }
}
