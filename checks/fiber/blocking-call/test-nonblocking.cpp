#include <csp/csp.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

void use(int);

// Descriptors of this file do not block.
void okNonblocking(int socket) {
  fcntl(socket, F_SETFL, O_NONBLOCK);
  csp::go([socket] {
    char data[16];
    if (recv(socket, data, sizeof data, 0) > 0) use(1);
    use(accept(socket, nullptr, nullptr));
  });
}

void badSleep() {
  csp::go([] { usleep(10); });  // expect: 'usleep' blocks the whole thread
}
