// config: pairs.yaml
#include <optional>
#include <string>
#include <utility>

#include <csp/csp.h>

namespace net {

class body {
 public:
  const std::string& read() const;
  void close();
};

struct response {
  int status;
  net::body body;
};

response get(const std::string& url);
std::optional<response> tryGet(const std::string& url);

class session {
 public:
  void send(int);
  void end();
};
session* begin();
void endAll(session* one);

}  // namespace net

std::size_t badBody(const std::string& url) {
  net::response answer =
      net::get(url);  // expect: 'answer', from 'get', is not released on every path
  if (answer.status != 200) return 0;  // note: leaves here without releasing 'answer'
  std::size_t size = answer.body.read().size();
  answer.body.close();  // note: another path releases it here
  return size;
}

void badSession(int count) {
  net::session* session = net::begin();  // expect: 'session', from 'begin', is not released
  if (!session) return;
  if (count == 0) return;
  session->send(count);
  session->end();
}

void badNever() {
  net::session* session = net::begin();  // expect: nothing releases 'session', from 'begin'
  if (session) session->send(1);
}

std::size_t okDeferred(const std::string& url) {
  net::response answer = net::get(url);
  csp::defer close{[&] { answer.body.close(); }};
  if (answer.status != 200) return 0;
  return answer.body.read().size();
}

std::size_t okEverywhere(const std::string& url) {
  net::response answer = net::get(url);
  std::size_t size = answer.status == 200 ? answer.body.read().size() : 0;
  answer.body.close();
  return size;
}

// There may be nothing to close.
std::size_t okNone(const std::string& url) {
  std::optional<net::response> answer = net::tryGet(url);
  if (!answer.has_value()) return 0;
  std::size_t size = answer->body.read().size();
  answer->body.close();
  return size;
}

net::response okReturned(const std::string& url) {
  net::response answer = net::get(url);
  if (answer.status == 200) return answer;
  answer.body.close();
  return {};
}

int main() {}
