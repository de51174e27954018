#include "sieve/StandardHeaders.h"

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>

namespace chanvet::sieve {

namespace {

constexpr llvm::StringRef kOfCxx =
    "algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv "
    "chrono cinttypes climits clocale cmath codecvt compare complex concepts condition_variable "
    "coroutine csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar "
    "cwchar cwctype debugging deque exception execution expected filesystem flat_map flat_set "
    "format forward_list fstream functional future generator hazard_pointer initializer_list "
    "iomanip ios iosfwd iostream istream iterator latch limits linalg list locale map mdspan "
    "memory memory_resource mutex new numbers numeric optional ostream print queue random ranges "
    "ratio rcu regex scoped_allocator semaphore set shared_mutex source_location span spanstream "
    "sstream stack stacktrace stdexcept stdfloat stop_token streambuf string string_view "
    "strstream syncstream system_error text_encoding thread tuple type_traits typeindex typeinfo "
    "unordered_map unordered_set utility valarray variant vector version";
constexpr llvm::StringRef kOfC =
    "assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h locale.h "
    "math.h setjmp.h signal.h stdalign.h stdarg.h stdatomic.h stdbit.h stdbool.h stddef.h "
    "stdint.h stdio.h stdlib.h stdnoreturn.h string.h tgmath.h threads.h time.h uchar.h wchar.h "
    "wctype.h";
// And what Linux has beside it.
constexpr llvm::StringRef kOfPosix =
    "aio.h alloca.h arpa/inet.h cpio.h dirent.h dlfcn.h endian.h err.h execinfo.h fcntl.h "
    "fmtmsg.h fnmatch.h ftw.h getopt.h glob.h grp.h iconv.h ifaddrs.h langinfo.h libgen.h "
    "libintl.h link.h malloc.h memory.h monetary.h mqueue.h ndbm.h net/if.h netdb.h netinet/in.h "
    "netinet/ip.h netinet/tcp.h netinet/udp.h nl_types.h poll.h pthread.h pwd.h regex.h sched.h "
    "search.h semaphore.h shadow.h spawn.h strings.h stropts.h sys/epoll.h sys/eventfd.h "
    "sys/file.h sys/inotify.h sys/ioctl.h sys/ipc.h sys/mman.h sys/mount.h sys/msg.h sys/param.h "
    "sys/poll.h sys/prctl.h sys/ptrace.h sys/random.h sys/resource.h sys/select.h sys/sem.h "
    "sys/sendfile.h sys/shm.h sys/signalfd.h sys/socket.h sys/stat.h sys/statfs.h sys/statvfs.h "
    "sys/syscall.h sys/sysinfo.h sys/time.h sys/timeb.h sys/timerfd.h sys/times.h sys/types.h "
    "sys/uio.h sys/un.h sys/user.h sys/utsname.h sys/vfs.h sys/wait.h syscall.h sysexits.h "
    "syslog.h tar.h termios.h trace.h ucontext.h ulimit.h unistd.h utime.h utmpx.h values.h "
    "wait.h wordexp.h";
// What compilers bring.
constexpr llvm::StringRef kOfCompilers =
    "cxxabi.h emmintrin.h immintrin.h ext/alloc_traits.h x86intrin.h unwind.h";

}  // namespace

std::string includeStandardHeaders() {
  std::string source;
  for (llvm::StringRef group : {kOfCxx, kOfC, kOfPosix, kOfCompilers})
    for (llvm::StringRef header : llvm::split(group, ' '))
      source += ("#if __has_include(<" + header + ">)\n#include <" + header + ">\n#endif\n").str();
  return source;
}

}  // namespace chanvet::sieve
