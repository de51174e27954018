// A ring of fibers around which a token goes; the one that brings it to its limit breaks the ring,
// and the break goes round once.
#include <vector>

#include <csp/csp.h>

struct token {
  int hops = 0;
};

void station(csp::chan<token> in, csp::chan<token> out, int limit, csp::chan<int> report) {
  csp::defer pass_on{[out] { out.close(); }};
  while (auto t = in.recv()) {
    if (++t->hops == limit) {
      report.send(t->hops);
      return;
    }
    out.send(*t);
  }
}

int main() {
  constexpr int n = 4;
  std::vector<csp::chan<token>> links;
  for (int i = 0; i < n; ++i) links.emplace_back(1);
  csp::chan<int> report(1);
  csp::wait_group stations;
  for (int i = 0; i < n; ++i) {
    stations.go([=] { station(links[i], links[(i + 1) % n], 10, report); });
  }
  links[0].send({});
  stations.wait();
  return report.recv() == 10 ? 0 : 1;
}
