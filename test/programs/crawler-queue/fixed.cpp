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
    std::deque<std::string> waiting{start};
    for (std::size_t open = 0; open > 0 || !waiting.empty();) {
      auto next = waiting.empty() ? std::string() : waiting.front();
      csp::select(csp::on_send(waiting.empty() ? csp::chan<std::string>() : todo, next,
                               [&] {
                                 waiting.pop_front();
                                 ++open;
                               }),
                  csp::on_recv(found, [&](std::optional<std::vector<std::string>> more) {
                    --open;
                    for (auto& url : *more) {
                      if (seen.insert(url).second) waiting.push_back(url);
                    }
                  }));
    }
    todo.close();
    workers.wait();
    return seen.size();
  }
};

int main() { return crawler().crawl("/") == 8 ? 0 : 1; }
