// Constructors that a class takes over from its base, on csp.
#include <memory>
#include <string>
#include <utility>

#include <csp/csp.h>

class station {
 public:
  explicit station(csp::chan<int> in, int rounds = 1) : in_(std::move(in)), rounds_(rounds) {}
  virtual ~station() = default;
  virtual void run() = 0;

 protected:
  csp::chan<int> in_;
  int rounds_;
};

class reader : public station {
 public:
  using station::station;
  void run() override {
    for (int i = 0; i < rounds_; ++i) in_.recv();  // expect: receive from 'in_' blocks for ever
  }
};

class writer : public station {
 public:
  using station::station;
  void run() override {
    for (int i = 0; i < rounds_; ++i) in_.send(i);
  }
};

// Taken over twice.
class patient : public writer {
 public:
  using writer::writer;
  void run() override {
    writer::run();
    ready_.recv();  // expect: receive from 'ready_' blocks for ever
  }

 protected:
  csp::chan<int> ready_{0};
};

class closer {
 public:
  explicit closer(csp::chan<int> c) : c_(std::move(c)) {}
  closer(closer&&) = delete;
  ~closer() { c_.close(); }

 private:
  csp::chan<int> c_;
};

class owner {
 public:
  explicit owner(std::unique_ptr<closer> what) : what_(std::move(what)) {}

 private:
  std::unique_ptr<closer> what_;
};

class named_owner : public owner {
 public:
  using owner::owner;
};

// Whose run() it is, and how often it goes round, is known from the constructor.
void badOneTooMany() {
  csp::chan<int> c(3);
  std::unique_ptr<station> in = std::make_unique<reader>(c, 3),
                           out = std::make_unique<writer>(c, 2);
  out->run();
  in->run();
}

void badPatient() {
  csp::chan<int> c(1);
  patient p(c, 1);
  p.run();
}

void okAsMany() {
  csp::chan<int> c(3);
  std::unique_ptr<station> in = std::make_unique<reader>(c, 3),
                           out = std::make_unique<writer>(c, 3);
  out->run();
  in->run();
}

void okDefaultArgument() {
  csp::chan<int> c(3);
  writer out(c);
  reader in(c);
  out.run();
  in.run();
}

// What is handed over is destroyed once, with the base that owns it.
void okOwner() {
  csp::chan<int> c(1);
  {
    named_owner keeps(std::make_unique<closer>(c));
    c.send(1);
  }
  for ([[maybe_unused]] int each : c) {
  }
}

int main(int count, char**) {
  okAsMany();
  okDefaultArgument();
  okOwner();
  switch (count) {
    case 1:
      return badOneTooMany(), 0;
    case 2:
      return badPatient(), 0;
  }
}
