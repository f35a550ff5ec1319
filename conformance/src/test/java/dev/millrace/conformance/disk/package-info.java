/**
 * Real disks: file systems on loop devices whose power is cut, and one so small that it is full.
 *
 * <p><b>Purpose.</b> {@link dev.millrace.conformance.crash.StrictStorage} is harder on a program than any disk is, but
 * it is ours. Here the same promise is held by the kernel's own ext4, XFS and tmpfs. To mount them takes root; without
 * it these tests say loudly that they did not run, and are aborted.
 *
 * <p><b>How the power is cut.</b> A child process writes to a file system on a loop device and reports, line by line,
 * what it was told. {@code ioctl(FS_IOC_SHUTDOWN, NOLOGFLUSH)} then lets nothing more reach the device, not even the
 * file system's own journal. It is unmounted, mounted again, and read.
 */
package dev.millrace.conformance.disk;
