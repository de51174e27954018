// Sends one mail per recipient, each from a fiber of its own. The fibers hold a reference to the
// loop's variable: most mails go to whoever comes later in the list.
#include <iostream>
#include <string>
#include <vector>

#include <csp/csp.h>

struct Mail {
  std::string to;
  std::string subject;
};

csp::error deliver(const Mail& mail) {
  if (mail.to.find('@') == std::string::npos) return csp::errorf("no such address: " + mail.to);
  return csp::error();
}

void sendAll(const std::vector<std::string>& recipients, const std::string& subject) {
  csp::chan<csp::error> results(recipients.size());
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    csp::go([&i, &recipients, &subject, results] {  // expect: 'i' is captured by reference
      results.send(deliver(Mail{recipients[i % recipients.size()], subject}));
    });
  }
  for (std::size_t answered = 0; answered < recipients.size(); ++answered) {
    if (csp::error err = results.recv().value_or(csp::error())) {
      std::cerr << "mailer: " << err.message() << '\n';
    }
  }
}

int main() { sendAll({"ada@example.org", "grace@example.org", "nobody"}, "weekly report"); }
