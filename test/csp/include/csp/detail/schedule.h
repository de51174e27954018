// Schedules in files, as `chanvet check --witness` writes them.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "csp/detail/strategy.h"

namespace csp::detail {

// A line of a schedule: what a fiber does, where it is blocked at the end, what it is about to do
// then, or what it dies of.
struct scheduled {
  enum kind { step, blocked, next, dies } how = step;
  std::uint64_t fiber = 0;  // in the order of the schedule's own starts
  std::string operation;
  std::optional<std::size_t> choice;  // of a select
  std::optional<std::uint64_t> peer;  // who is started, or takes part
  std::string file;
  unsigned first_line = 0, last_line = 0;
  unsigned line = 0;  // in the schedule

  // It reads or writes memory, at which nothing can stop a program unless csp does it.
  bool is_access() const {
    return operation == "read" || operation == "write" || operation == "update";
  }
  // A timer runs out, and its task begins.
  bool is_fire() const { return operation == "fire"; }
  std::string place() const { return file + ":" + std::to_string(first_line); }
};

// A condition on the way that data decide: the schedule takes it for granted how it comes out.
struct assumption {
  std::uint64_t fiber = 0;  // the one that comes to it
  std::string place;
  unsigned line = 0;       // in the schedule
  std::size_t before = 0;  // the first of the schedule's lines that come after it
};

struct schedule {
  std::vector<scheduled> lines;
  std::vector<assumption> assumptions;
};

// Ends the program: the file cannot be used.
[[noreturn]] inline void refuse_schedule(const std::string& path, unsigned line,
                                         const std::string& why) {
  std::fprintf(stderr, "%s:%u: %s\n", path.c_str(), line, why.c_str());
  std::fflush(nullptr);
  std::_Exit(2);
}

class schedule_reader {
 public:
  explicit schedule_reader(const char* path) : path_(path), in_(std::fopen(path, "r")) {}
  schedule_reader(const schedule_reader&) = delete;
  schedule_reader& operator=(const schedule_reader&) = delete;
  ~schedule_reader() { std::fclose(in_); }

  schedule read() {
    if (in_ == nullptr) fail("cannot read a schedule here");
    schedule whole;
    std::vector<scheduled>& all = whole.lines;
    std::string text;
    if (!read_line(text) || text != "chanvet-schedule 1") fail("not a schedule of version 1");
    while (read_line(text)) {
      const std::string kind = take_word(text);
      if (kind == "step") all.push_back(line_of(scheduled::step, text));
      if (kind == "blocked") all.push_back(line_of(scheduled::blocked, text));
      if (kind == "next") all.push_back(line_of(scheduled::next, text));
      if (kind == "dies") all.push_back(line_of(scheduled::dies, text));
      if (kind == "assumes") whole.assumptions.push_back(assumption_of(text, all.size()));
    }
    if (all.empty() || all.back().how == scheduled::step)
      fail("a line 'blocked', 'next' or 'dies' is missing");
    return whole;
  }

 private:
  [[noreturn]] void fail(const std::string& why) { refuse_schedule(path_, line_, why); }

  bool read_line(std::string& text) {
    text.clear();
    int c = std::fgetc(in_);
    if (c == EOF) return false;
    ++line_;
    for (; c != EOF && c != '\n'; c = std::fgetc(in_)) text += static_cast<char>(c);
    return true;
  }

  // Up to the first space; the text goes on behind it.
  static std::string take_word(std::string& text) {
    const std::size_t end = text.find(' ');
    std::string word = text.substr(0, end);
    text.erase(0, end == std::string::npos ? end : end + 1);
    return word;
  }

  // step FIBER OPERATION CHOICE PEER FILE:LINE[-LINE]
  scheduled line_of(scheduled::kind how, std::string text) {
    scheduled one;
    one.how = how;
    one.line = line_;
    one.fiber = number(take_word(text));
    one.operation = take_word(text);
    if (const std::string choice = take_word(text); choice != "-") one.choice = number(choice);
    if (const std::string peer = take_word(text); peer != "-") one.peer = number(peer);
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) fail("expected 'step FIBER OPERATION CHOICE PEER FILE:LINE'");
    one.file = text.substr(0, colon);
    const std::string lines = text.substr(colon + 1);
    const std::size_t dash = lines.find('-');
    one.first_line = static_cast<unsigned>(number(lines.substr(0, dash)));
    one.last_line = dash == std::string::npos
                        ? one.first_line
                        : static_cast<unsigned>(number(lines.substr(dash + 1)));
    return one;
  }

  // assumes FIBER FILE:LINE[-LINE]
  assumption assumption_of(std::string text, std::size_t before) {
    const std::uint64_t fiber = number(take_word(text));
    return {.fiber = fiber, .place = text, .line = line_, .before = before};
  }

  std::uint64_t number(const std::string& word) {
    char* end = nullptr;
    const std::uint64_t n = std::strtoull(word.c_str(), &end, 10);
    if (word.empty() || *end != 0) fail("'" + word + "' is not a number");
    return n;
  }

  std::string path_;
  std::FILE* in_;
  unsigned line_ = 0;
};

// The word that schedules have for an operation of csp; empty for what they leave out.
inline std::string_view word_of(std::string_view operation) {
  static constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"chan send", "send"},
      {"chan send (nil chan)", "send"},
      {"chan try_send", "try_send"},
      {"chan receive", "receive"},
      {"chan receive (nil chan)", "receive"},
      {"chan try_recv", "try_receive"},
      {"chan close", "close"},
      {"chan len", "length"},
      {"select", "select"},
      {"select (no cases)", "select"},
      {"mutex lock", "lock"},
      {"mutex try_lock", "try_lock"},
      {"mutex unlock", "unlock"},
      {"rw_mutex lock", "lock"},
      {"rw_mutex try_lock", "try_lock"},
      {"rw_mutex unlock", "unlock"},
      {"rw_mutex lock_shared", "lock_shared"},
      {"rw_mutex try_lock_shared", "try_lock_shared"},
      {"rw_mutex unlock_shared", "unlock_shared"},
      {"wait_group add", "add"},
      {"wait_group done", "done"},
      {"wait_group wait", "wait"},
      {"cond wait", "condition_wait"},
      {"cond signal", "signal"},
      {"cond broadcast", "broadcast"},
      {"once call", "call_once"},
      {"context cancel", "cancel"},
      {"context err", "query"},
      {"timer stop", "stop"},
      {"ticker stop", "stop"},
      {"timer reset", "restart"},
      {"ticker reset", "restart"},
      {"go", "start"},
      {"atomic_value load", "read"},
      {"atomic_value store", "write"},
      {"atomic_value exchange", "update"},
      {"atomic_value compare_exchange", "update"},
  };
  for (const auto& [name, word] : words) {
    if (name == operation) return word;
  }
  return {};
}

}  // namespace csp::detail
