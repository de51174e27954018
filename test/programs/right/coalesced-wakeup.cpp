// A bell with room for one ring: work is left under a lock, a second ring says nothing new.
#include <mutex>
#include <utility>
#include <vector>

#include <csp/csp.h>

class mailroom {
 public:
  void leave(int letter) {
    {
      std::lock_guard hold(mu_);
      letters_.push_back(letter);
    }
    bell_.try_send({});
  }
  void close() { closing_.close(); }

  int carry() {
    int carried = 0;
    for (bool open = true; open;) {
      csp::select(csp::on_recv(bell_, [] {}), csp::on_recv(closing_, [&open] { open = false; }));
      std::vector<int> bag;
      {
        std::lock_guard hold(mu_);
        bag.swap(letters_);
      }
      carried += static_cast<int>(bag.size());
    }
    return carried;
  }

 private:
  csp::mutex mu_;
  std::vector<int> letters_;
  csp::chan<csp::unit> bell_{1};
  csp::chan<csp::unit> closing_{0};
};

int main() {
  mailroom m;
  csp::chan<int> carried(0);
  csp::go([&m, carried] { carried.send(m.carry()); });
  csp::wait_group writers;
  for (int w = 0; w < 3; ++w) {
    writers.go([&m, w] {
      m.leave(w);
      m.leave(10 + w);
    });
  }
  writers.wait();
  m.close();
  return carried.recv() == 6 ? 0 : 1;
}
