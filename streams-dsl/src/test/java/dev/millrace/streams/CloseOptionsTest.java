package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.CloseOptions.GroupMembershipOperation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CloseOptionsTest {
    @Test
    void oneOptionLeavesTheOtherAtItsDefault() {
        CloseOptions quick = CloseOptions.timeout(Duration.ofSeconds(1));
        CloseOptions leaving = CloseOptions.groupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);

        assertThat(quick.timeout()).contains(Duration.ofSeconds(1));
        assertThat(quick.groupMembershipOperation()).isEqualTo(GroupMembershipOperation.REMAIN_IN_GROUP);
        assertThat(leaving.timeout()).isEmpty();
    }

    @Test
    void aChangeMakesACopy() {
        CloseOptions quick = CloseOptions.timeout(Duration.ofSeconds(1));

        CloseOptions both = quick.withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(Duration.ZERO);

        assertThat(both.timeout()).contains(Duration.ZERO);
        assertThat(both.groupMembershipOperation()).isEqualTo(GroupMembershipOperation.LEAVE_GROUP);
        assertThat(quick.groupMembershipOperation()).isEqualTo(GroupMembershipOperation.REMAIN_IN_GROUP);
    }
}
