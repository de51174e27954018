// config: options.yaml
#include <csp/csp.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

void use(int);
namespace db {
int query(const char* text);
int ask(int socket);
}  // namespace db

void bad(int socket) {
  csp::go([socket] {
    use(db::query("select 1"));  // expect: 'query' blocks the whole thread
    use(db::ask(socket));        // expect: 'ask' blocks the whole thread
    pollfd one{socket, POLLIN, 0};
    poll(&one, 1, -1);  // expect: 'poll' blocks the whole thread
  });
}

void ok(int socket) {
  csp::go([socket] {
    pollfd one{socket, POLLIN, 0};
    poll(&one, 1, 0);
    char data[16];
    use(recv(socket, data, sizeof data, 0));
    use(fcntl(socket, F_SETFL, O_NONBLOCK));
  });
}
