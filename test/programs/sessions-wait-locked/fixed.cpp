#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <csp/csp.h>

class session {
 public:
  void run() {
    for (bool on = true; on;) {
      csp::select(csp::on_recv(input_, [](std::optional<std::string>) {}),
                  csp::on_recv(kick_, [&on] { on = false; }));
    }
  }
  void kick() { kick_.close(); }

 private:
  csp::chan<std::string> input_{0};
  csp::chan<csp::unit> kick_{0};
};

class chat_server {
 public:
  bool join(const std::string& name) {
    auto s = std::make_shared<session>();
    std::lock_guard hold(mu_);
    if (closed_ || !sessions_.emplace(name, s).second) return false;
    running_.go([this, s, name] {
      s->run();
      leave(name);
    });
    return true;
  }

  void close() {
    {
      std::lock_guard hold(mu_);
      closed_ = true;
      for (auto& [name, s] : sessions_) s->kick();
    }
    running_.wait();
  }

  std::size_t size() {
    std::lock_guard hold(mu_);
    return sessions_.size();
  }

 private:
  void leave(const std::string& name) {
    std::lock_guard hold(mu_);
    sessions_.erase(name);
  }

  csp::mutex mu_;
  bool closed_ = false;
  std::map<std::string, std::shared_ptr<session>> sessions_;
  csp::wait_group running_;
};

int main() {
  chat_server server;
  csp::wait_group doors;
  for (const char* name : {"ann", "bob", "ann"}) {
    doors.go([&server, name] { server.join(name); });
  }
  doors.wait();
  server.close();
  return server.size() == 0 ? 0 : 1;
}
