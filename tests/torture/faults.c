/* Makes the n-th change of a file below one folder fail: preloaded into the processes of tests.

   A step is a write, a synchronisation, a truncation, a renaming, a removal or a new folder.
   Nothing happens before faults_arm is called; the count is of the whole process. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT, KILL, TEAR, ONCE, EVER };

static atomic_long steps;
static long first;
static int how, code;
static char folder[PATH_MAX];

void faults_arm(const char *path, long at, int what, int error) {
    strncpy(folder, path, sizeof folder - 1);
    first = at, how = what, code = error;
    atomic_store(&steps, 0);
}

void faults_disarm(void) { folder[0] = 0; }

long faults_count(void) { return atomic_load(&steps); }

static int below(const char *path) {
    return folder[0] && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int opened_below(int descriptor) {
    char link[64], path[PATH_MAX];
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}

/* 0: go on; 1: fail with `code`; 2: do half of it, then die. A full disk lets files be removed. */
static int step(int removes) {
    if (removes && code == ENOSPC) return 0;
    long number = atomic_fetch_add(&steps, 1) + 1;
    if (how == COUNT || number < first || (number > first && how != EVER)) return 0;
    if (how == KILL) kill(getpid(), SIGKILL), pause();
    return how == TEAR ? 2 : 1;
}

static void die(void) { kill(getpid(), SIGKILL), pause(); }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A change of one piece: fails, or is done whole before the process dies. */
#define CHANGE(is_ours, removes, call)                      \
    do {                                                    \
        int fate = (is_ours) ? step(removes) : 0;           \
        if (fate == 1) return errno = code, -1;             \
        int result = (call);                                \
        if (fate == 2) die();                               \
        return result;                                      \
    } while (0)

#define WHOLE(is_ours, call) CHANGE(is_ours, 0, call)
#define REMOVAL(is_ours, call) CHANGE(is_ours, 1, call)

/* A write: fails, or half of it is done before the process dies. */
#define PARTLY(is_ours, half, whole)                        \
    do {                                                    \
        int fate = (is_ours) ? step(0) : 0;                  \
        if (fate == 1) return errno = code, -1;             \
        if (fate == 2) { if ((half) < 0) {} die(); }        \
        return (whole);                                     \
    } while (0)

ssize_t write(int fd, const void *data, size_t size) {
    PARTLY(opened_below(fd), REAL(write)(fd, data, size / 2), REAL(write)(fd, data, size));
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    PARTLY(opened_below(fd), REAL(writev)(fd, parts, 1), REAL(writev)(fd, parts, count));
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    PARTLY(opened_below(fd), REAL(pwrite)(fd, data, size / 2, at),
           REAL(pwrite)(fd, data, size, at));
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    PARTLY(opened_below(fd), REAL(pwrite64)(fd, data, size / 2, at),
           REAL(pwrite64)(fd, data, size, at));
}
size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    int fate = opened_below(fileno(file)) ? step(0) : 0;
    if (fate == 1) return errno = code, 0;
    if (fate == 2) REAL(fwrite)(data, size, count / 2, file), fflush(file), die();
    return REAL(fwrite)(data, size, count, file);
}
int fsync(int fd) { WHOLE(opened_below(fd), REAL(fsync)(fd)); }
int fdatasync(int fd) { WHOLE(opened_below(fd), REAL(fdatasync)(fd)); }
int ftruncate(int fd, off_t size) { WHOLE(opened_below(fd), REAL(ftruncate)(fd, size)); }
int ftruncate64(int fd, off64_t size) { WHOLE(opened_below(fd), REAL(ftruncate64)(fd, size)); }
int rename(const char *from, const char *to) { REMOVAL(below(to), REAL(rename)(from, to)); }
int unlink(const char *path) { REMOVAL(below(path), REAL(unlink)(path)); }
int rmdir(const char *path) { REMOVAL(below(path), REAL(rmdir)(path)); }
int mkdir(const char *path, mode_t mode) { WHOLE(below(path), REAL(mkdir)(path, mode)); }
int unlinkat(int at, const char *path, int flags) {
    REMOVAL(at == AT_FDCWD ? below(path) : opened_below(at), REAL(unlinkat)(at, path, flags));
}
