// config: client.yaml
// A client that takes its limit when it is made, whose calls are given none.
#include <string>

#include <csp/csp.h>

using namespace std::chrono_literals;

class http_client {
 public:
  http_client() = default;
  explicit http_client(std::chrono::milliseconds timeout) : timeout_(timeout) {}
  csp::result<int> post(const std::string& url);

 private:
  std::chrono::milliseconds timeout_ = 0ms;
};

void bad(csp::chan<bool> notified) {
  csp::go([notified] {
    http_client client;
    for (const char* url : {"/fast", "/slow"})
      notified.send(client.post(url).ok());  // expect: nothing ends 'post' if nobody answers
  });
}

void ok(csp::chan<bool> notified) {
  csp::go([notified] {
    http_client client(3s);
    for (const char* url : {"/fast", "/slow"}) notified.send(client.post(url).ok());
  });
}

int main() { return 0; }
