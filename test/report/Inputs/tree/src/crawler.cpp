#include "crawler.h"

#include "csp/csp.h"

namespace crawler {

constexpr int kWorkers = 6;

// Takes a page, reports it, and queues the pages that it links to.
void Crawler::work() {
  while (auto page = queue_.recv()) {
    std::vector<Page> links = fetch(*page);
    count_.lock();
    fetched_ += 1;
    count_.unlock();
    if (links.empty()) continue;
    reports_.send(Report{*page, links.size()});
    for (const Page& link : links) {
      if (isNew(link)) queue_.send(link);
    }
  }
}

// Prints what the workers report, until there are enough pages.
void Crawler::print() {
  for (int i = 0; i < limit_; ++i) {
    auto report = reports_.recv();
    if (!report) return;
    std::printf("%s: %zu links\n", report->page.c_str(), report->links);
  }
  finished_.close();
}

void Crawler::run(const Page& start) {
  for (int i = 0; i < kWorkers; ++i) {
    csp::go([this] { work(); });
  }
  csp::go([this] { print(); });
  queue_.send(start);
  finished_.recv();
  queue_.close();
}

}  // namespace crawler
