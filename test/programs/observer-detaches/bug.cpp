#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

#include <csp/csp.h>

enum class level { normal, warning, alarm };

struct reading {
  double value;
  level how;
};

class sensor_hub;

class observer : public std::enable_shared_from_this<observer> {
 public:
  virtual ~observer() = default;
  virtual void on_reading(sensor_hub& hub, const reading& r) = 0;
};

class sensor_hub {
 public:
  void attach(std::shared_ptr<observer> o) {
    std::lock_guard hold(mu_);
    observers_.push_back(std::move(o));
  }

  void detach(const std::shared_ptr<observer>& o) {
    std::lock_guard hold(mu_);  // expect: lock of 'mu_' blocks for ever
    std::erase(observers_, o);
  }

  void report(const reading& r) {
    std::lock_guard hold(mu_);
    last_ = r;
    for (const auto& o : observers_) o->on_reading(*this, r);
  }

  std::size_t watched_by() {
    std::lock_guard hold(mu_);
    return observers_.size();
  }

 private:
  csp::mutex mu_;
  reading last_{0, level::normal};
  std::vector<std::shared_ptr<observer>> observers_;
};

class recorder : public observer {
 public:
  void on_reading(sensor_hub&, const reading& r) override {
    std::lock_guard hold(mu_);
    history_.push_back(r.value);
  }

 private:
  csp::mutex mu_;
  std::vector<double> history_;
};

// Tells of the first alarm and is not interested in more.
class one_shot_alarm : public observer {
 public:
  void on_reading(sensor_hub& hub, const reading& r) override {
    if (r.how != level::alarm) return;
    hub.detach(shared_from_this());
    rung_.try_send(r.value);
  }
  csp::chan<double> rung() const { return rung_; }

 private:
  csp::chan<double> rung_{1};
};

int main() {
  sensor_hub hub;
  auto alarm = std::make_shared<one_shot_alarm>();
  hub.attach(std::make_shared<recorder>());
  hub.attach(alarm);
  csp::wait_group sensors;
  for (double start : {18.0, 35.0}) {
    sensors.go([&hub, start] {
      for (int i = 0; i < 3; ++i) {
        double v = start + i;
        hub.report({v, v > 36 ? level::alarm : v > 19 ? level::warning : level::normal});
      }
    });
  }
  alarm->rung().recv();
  sensors.wait();
  return hub.watched_by() == 1 ? 0 : 1;
}
