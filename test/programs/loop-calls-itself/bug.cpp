#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

// Owns the accounts; all access goes through its queue of commands.
class ledger {
 public:
  ledger() {
    csp::go([this] { loop(); });
  }
  ~ledger() {
    commands_.close();
    ended_.recv();
  }
  ledger(const ledger&) = delete;
  ledger& operator=(const ledger&) = delete;

  void deposit(const std::string& account, long amount) {
    call([&](book& b) { change(b, account, amount); });
  }

  bool transfer(const std::string& from, const std::string& to, long amount) {
    bool done = false;
    call([&](book& b) {
      if (b.balance[from] < amount) return;
      change(b, from, -amount);
      change(b, to, amount);
      done = true;
    });
    return done;
  }

  void on_overdraft(std::string account, std::function<void(long)> f) {
    call([&](book& b) { b.watchers[account].push_back(std::move(f)); });
  }

  long balance(const std::string& account) {
    long sum = 0;
    call([&](book& b) { sum = b.balance[account]; });
    return sum;
  }

 private:
  struct book {
    std::map<std::string, long> balance;
    std::map<std::string, std::vector<std::function<void(long)>>> watchers;
  };
  using command = std::function<void(book&)>;

  static void change(book& b, const std::string& account, long amount) {
    long now = b.balance[account] += amount;
    if (now >= 0) return;
    for (auto& tell : b.watchers[account]) tell(now);
  }

  // Runs f in the loop and waits for that.
  template <class F>
  void call(F f) {
    csp::chan<csp::unit> done(0);
    commands_.send([&f, done](book& b) {
      f(b);
      done.close();
    });
    done.recv();
  }

  void loop() {
    book b;
    for (auto& c : commands_) c(b);
    ended_.close();
  }

  csp::chan<command> commands_{8};
  csp::chan<csp::unit> ended_{0};
};

int main() {
  ledger bank;
  std::vector<long> alerts;
  bank.on_overdraft("rent", [&](long) { alerts.push_back(bank.balance("rent")); });
  csp::wait_group people;
  people.go([&bank] {
    bank.deposit("salary", 100);
    bank.transfer("salary", "rent", 60);
  });
  people.go([&bank] { bank.deposit("rent", -90); });
  people.wait();  // expect: wait for 'people' can block for ever
  return bank.balance("salary") + bank.balance("rent") == 10 ? 0 : 1;
}
