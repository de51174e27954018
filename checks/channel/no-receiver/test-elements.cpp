// Elements that containers make, on csp.
#include <map>
#include <string>
#include <vector>

#include <csp/csp.h>

struct worker {
  csp::chan<int> inbox{0};
  csp::mutex mu;
  int jobs = 0;
};

struct client {
  csp::chan<int> requests;
};

void badSized() {
  std::vector<worker> workers(2);
  csp::go([&workers] { workers[0].inbox.recv(); });
  workers[1].inbox.send(1);  // expect: send on 'inbox' blocks for ever: nobody receives
}

void badEmplaced() {
  std::vector<client> clients;
  clients.emplace_back();
  clients[0].requests = csp::chan<int>(0);
  clients[0].requests.send(1);  // expect: send on 'requests' blocks for ever: nobody receives
}

void badUnderKey() {
  std::map<std::string, std::vector<csp::chan<int>>> topics;
  topics["news"].push_back(csp::chan<int>(0));
  for (auto& subscriber : topics["news"])
    subscriber.send(1);  // expect: send on 'subscriber' blocks for ever: nobody receives
}

void okSized() {
  std::vector<worker> workers(2);
  for (auto& each : workers) csp::go([&each] { each.inbox.recv(); });
  for (auto& each : workers) each.inbox.send(1);
  if (workers[1].jobs != 0) workers[1].inbox.send(2);
}

void okUnderKey() {
  std::map<std::string, std::vector<csp::chan<int>>> topics;
  topics["news"].push_back(csp::chan<int>(1));
  if (!topics["sports"].empty()) csp::chan<int>(0).send(1);
  for (auto& subscriber : topics["news"]) subscriber.send(1);
}

int main(int count, char**) {
  okSized();
  okUnderKey();
  if (count == 1) badSized();
  if (count == 2) badEmplaced();
  if (count == 3) badUnderKey();
}
