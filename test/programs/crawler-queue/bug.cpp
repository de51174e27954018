#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <csp/csp.h>

using links = std::map<std::string, std::vector<std::string>>;

const links web{{"/", {"/a", "/b", "/c"}},
                {"/a", {"/b", "/d", "/e"}},
                {"/b", {"/f", "/"}},
                {"/c", {"/g", "/a"}}};

std::vector<std::string> fetch(const std::string& url) {
  csp::yield();
  auto at = web.find(url);
  return at == web.end() ? std::vector<std::string>{} : at->second;
}

class crawler {
 public:
  std::size_t crawl(const std::string& start) {
    csp::chan<std::string> todo(1);
    csp::chan<std::vector<std::string>> found(0);
    csp::wait_group workers;
    for (int i = 0; i < 2; ++i) {
      workers.go([todo, found] {
        for (auto& url : todo) found.send(fetch(url));
      });
    }
    std::set<std::string> seen{start};
    todo.send(start);
    for (int open = 1; open > 0; --open) {
      auto more = found.recv();
      for (auto& url : *more) {
        if (!seen.insert(url).second) continue;
        todo.send(url);  // expect: send on 'todo' can block for ever
        ++open;
      }
    }
    todo.close();
    workers.wait();
    return seen.size();
  }
};

int main() { return crawler().crawl("/") == 8 ? 0 : 1; }
