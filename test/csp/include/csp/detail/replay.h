// The strategy of CSP_SCHEDULE: lets a program take the steps of a schedule, and sees whether it
// ends as the schedule says.
//
// A fiber that is not before its next step of the schedule runs on until it is, or blocks: what the
// schedule leaves out nobody else can see. When all are there, the one whose step is next takes it.
// What a program only reads or writes it does between two operations of csp, where nothing stops
// it: its fiber stays behind the first of these until the schedule lets it read or write, and then
// does all of that up to the second. At the end the program says whether the schedule was reached,
// and exits: with status 0 if so, with 3 if not, with 2 if the file is no schedule. Fibers that are
// blocked at the end have to stay so while the others run on.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "csp/detail/runtime.h"
#include "csp/detail/schedule.h"

namespace csp::detail {

class replay final : public strategy {
 public:
  explicit replay(const char* path) : replay(path, schedule_reader(path).read()) {}

  turn next(const std::vector<fiber*>& awake, const std::vector<timer_state*>& timers) override {
    if (aftermath_ != nullptr) return next_afterwards(awake, timers);
    note_new_fibers(awake);
    if (fiber* f = in_motion(awake)) return go_on(*f);
    if (timer_state* t = timer_to_wait_for(timers)) return {.timer = t};
    note_blocked();
    for (fiber* f : awake) note_accesses(*f);
    note_accesses_of_ended();
    const std::size_t at = next_line();
    if (at == lines_.size()) return begin_aftermath(awake, timers);
    const scheduled& line = lines_[at];
    if (line.how == scheduled::next) end_before(awake);
    fiber* f = line.is_fire() ? nullptr : actor_of(line, awake);
    if (timer_state* t = f == nullptr ? starter_of(line, timers) : nullptr) {
      done_[at] = line.is_fire();
      return {.timer = t};
    }
    if (f == nullptr || !may_take(*f, line)) diverge(line, f);
    return perform(*f, at);
  }

  selection choose_case(const fiber& who, const std::vector<std::size_t>& ready,
                        std::optional<std::size_t> otherwise,
                        const std::vector<wait_queue*>& queues) override {
    if (aftermath_ != nullptr) return aftermath_->choose_case(who, ready, otherwise, queues);
    const scheduled& line = lines_[current_];
    if (!line.choice || line.how == scheduled::blocked) {
      return choose_by_chance(random_, ready, otherwise);
    }
    const std::size_t wanted = *line.choice;
    for (std::size_t one : ready) {
      if (one == wanted) return {selection::take, wanted};
    }
    if (ready.empty() && otherwise == wanted) return {selection::take, wanted};
    if (wanted < queues.size() && !line.peer) return wait_for_timer(who, line, queues[wanted]);
    if (ready.empty() && !otherwise) return {selection::wait};
    // The peer has to stand there already.
    if (first_ || !line.peer) diverge(line, &who);
    first_ = next_of(*line.peer);
    done_[current_] = false;
    return {selection::again};
  }

  void ended(run_end::kind how, const fiber& who) override {
    note_blocked();
    const std::size_t at = next_line();
    const bool is_done = at == lines_.size();
    if (how == run_end::stuck && is_done && lines_.back().how == scheduled::blocked) {
      check_blocked();
      reached();
    }
    if (aftermath_ != nullptr) reached();
    if (how == run_end::died && lines_.back().how == scheduled::dies && is_done &&
        actors_[lines_.back().fiber] == who.id) {
      reached();
    }
    const std::string what =
        how == run_end::died ? "fiber dies in " : "nothing can go on; last was ";
    diverge_because(is_done ? lines_.back() : lines_[at],
                    what + who.last.name + " at " + runtime::text_of(who.last.where));
  }

  bool stops_behind() const override { return true; }
  bool runs_on_after_main() const override { return true; }

 private:
  replay(const char* path, schedule whole)
      : path_(path),
        lines_(std::move(whole.lines)),
        assumptions_(std::move(whole.assumptions)),
        done_(lines_.size()) {}

  static constexpr std::size_t none = SIZE_MAX;
  static constexpr int kAftermathTurns = 2000;

  // ---- fibers and lines ----

  // Number of the schedule, id of the fiber.
  void note_new_fibers(const std::vector<fiber*>& awake) {
    for (fiber* f : awake) {
      if (!known_.insert(f->id).second) continue;
      if (f->origin == fiber::main) actors_[0] = f->id;
      if (started_) actors_[*std::exchange(started_, std::nullopt)] = f->id;
    }
  }

  std::optional<std::uint64_t> number_of(const fiber& f) const {
    for (const auto& [number, id] : actors_) {
      if (id == f.id) return number;
    }
    return std::nullopt;
  }

  fiber* actor_of(const scheduled& line, const std::vector<fiber*>& awake) {
    const auto known = actors_.find(line.fiber);
    for (fiber* f : awake) {
      if (known != actors_.end() ? f->id == known->second : !number_of(*f) && may_take(*f, line)) {
        actors_[line.fiber] = f->id;
        return f;
      }
    }
    return nullptr;
  }

  std::size_t next_line() const {
    if (first_ && !done_[*first_]) return *first_;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!done_[i]) return order_of(i);
    }
    return lines_.size();
  }

  // Who tries comes after the one that it meets.
  std::size_t order_of(std::size_t i) const {
    const bool tries = lines_[i].operation == "try_send" || lines_[i].operation == "try_receive";
    const bool is_met = i + 1 < lines_.size() && !done_[i + 1] && lines_[i].peer &&
                        lines_[i + 1].fiber == *lines_[i].peer &&
                        lines_[i + 1].peer == lines_[i].fiber;
    return tries && is_met ? i + 1 : i;
  }

  std::size_t next_of(std::uint64_t number) const {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!done_[i] && lines_[i].fiber == number) return i;
    }
    return none;
  }

  // But for what it reads and writes before.
  std::size_t next_operation_of(std::uint64_t number) const {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!done_[i] && lines_[i].fiber == number && !lines_[i].is_access()) return i;
    }
    return none;
  }

  // What the fiber has read and written on its way to where it is.
  void note_accesses(const fiber& f) {
    const std::optional<std::uint64_t> number = number_of(f);
    const std::size_t end = number && f.before ? next_operation_of(*number) : none;
    if (end != none && is_before(f, lines_[end])) end_lines_of(*number, end);
    if (number && end == none && is_before_unscheduled(f)) end_lines_of(*number, lines_.size());
  }

  void note_accesses_of_ended() {
    for (const auto& [number, id] : actors_) {
      const fiber* f = runtime::get().find_fiber(id);
      const bool has_ended =
          f == nullptr || (f->blocked && f->last.name == std::string_view("exit"));
      if (has_ended && next_operation_of(number) == none) end_lines_of(number, lines_.size());
    }
  }

  void end_lines_of(std::uint64_t number, std::size_t end) {
    bool is_first = true;
    for (std::size_t i = 0; i < end; ++i) {
      if (lines_[i].fiber != number) {
        is_first = is_first && done_[i];
      } else if (!done_[i]) {
        done_[i] = true;
        if (!is_first && !early_) early_ = i;
      }
    }
  }

  static std::string_view name_of(std::string_view file) {
    return file.substr(file.rfind('/') + 1);
  }

  // Places in other files, as in those of the standard library, say nothing, nor does that of a
  // cancel: it is where the context was made.
  static bool is_place(const std::source_location& where, const scheduled& line) {
    if (line.operation == "cancel") return true;
    if (name_of(where.file_name()) != name_of(line.file)) return true;
    return where.line() >= line.first_line && where.line() <= line.last_line;
  }

  bool may_take(const fiber& f, const scheduled& line) const {
    return is_before(f, line) || (line.is_access() && f.behind);
  }
  bool is_before(const fiber& f, const scheduled& line) const { return f.before && is_in(f, line); }
  bool is_in(const fiber& f, const scheduled& line) const {
    const std::string_view word = word_of(f.last.name);
    // A condition's wait ends by taking its lock.
    const bool takes_lock = line.operation == "condition_wait" && word == "lock";
    return (word == line.operation || takes_lock) && is_place(f.last.where, line);
  }

  // ---- going on ----

  // The first that is not where the schedule wants it next; before all, who dies of what it does.
  fiber* in_motion(const std::vector<fiber*>& awake) const {
    fiber* first = nullptr;
    for (fiber* f : awake) {
      if (stays(*f)) continue;
      if (f->id == performing_ && lines_.back().how == scheduled::dies) return f;
      if (first == nullptr) first = f;
    }
    return first;
  }

  bool stays(const fiber& f) const {
    const std::optional<std::uint64_t> number = number_of(f);
    const std::size_t at = number ? next_of(*number) : none;
    if (f.behind) return at != none && lines_[at].is_access();
    if (!f.before || is_unlocking_to_wait(f)) return false;
    if (at != none && is_before(f, lines_[at])) return true;
    if (at != none && next_operation_of(*number) != none) return is_before_operation(f, *number);
    if (lines_.back().how == scheduled::dies && next_line() == lines_.size()) return false;
    return is_before_unscheduled(f);
  }

  // What the schedule would tell if the fiber came to do it.
  static bool is_before_unscheduled(const fiber& f) {
    return f.before && !word_of(f.last.name).empty() && !is_end_of_task(f);
  }

  // The step that waits for a condition begins with it.
  bool is_unlocking_to_wait(const fiber& f) const {
    return unlocks_to_wait_ == f.id && word_of(f.last.name) == "unlock";
  }

  bool is_before_operation(const fiber& f, std::uint64_t number) const {
    const std::size_t at = next_operation_of(number);
    return at != none && is_before(f, lines_[at]);
  }

  // A fiber that a wait group counts is done where it was started.
  static bool is_end_of_task(const fiber& f) {
    return f.last.name == std::string_view("wait_group done") &&
           f.last.where.line() == f.spawned_at.line() &&
           f.last.where.column() == f.spawned_at.column();
  }

  turn go_on(fiber& f) {
    // It was blocked in its last step, and has been served: the schedule has a step for that too.
    const std::optional<std::uint64_t> number = number_of(f);
    const std::size_t at = number ? next_of(*number) : none;
    const bool is_inside = !f.before && !f.behind;
    if (is_unlocking_to_wait(f)) unlocks_to_wait_.reset();
    if (at != none && is_inside && lines_[at].operation == "lock" && is_in(f, lines_[at]) &&
        waited_.erase(f.id) > 0) {
      done_[at] = true;
    }
    return {.who = &f};
  }

  turn perform(fiber& f, std::size_t at) {
    current_ = at;
    done_[at] = true;
    if (first_ == at) first_.reset();
    const scheduled& line = lines_[at];
    if (line.operation == "start") started_ = line.peer;
    if (line.operation == "lock") waited_.insert(f.id);
    if (word_of(f.last.name) == "condition_wait") unlocks_to_wait_ = f.id;
    performing_ = f.id;
    return {.who = &f};
  }

  // ---- timers ----

  // Of who sleeps, and of who has taken a step that waits for time.
  timer_state* timer_to_wait_for(const std::vector<timer_state*>& timers) {
    if (wanted_timer_ != nullptr) {
      wait_queue* const queue = std::exchange(wanted_timer_, nullptr);
      for (timer_state* t : timers) {
        if (t->serves == queue) return t;
      }
      return timers.empty() ? nullptr : timers.front();
    }
    for (timer_state* t : timers) {
      if (t->wakes != nullptr) return t;
    }
    const fiber* f = runtime::get().find_fiber(performing_);
    const scheduled& line = lines_[current_];
    if (f == nullptr || !f->blocked || line.peer || line.how != scheduled::step) return nullptr;
    for (timer_state* t : timers) {
      if (waits_for(*f, *t)) return t;
    }
    return nullptr;
  }

  // That of a task that runs after a while.
  timer_state* starter_of(const scheduled& line, const std::vector<timer_state*>& timers) {
    if (actors_.contains(line.fiber)) return nullptr;
    for (timer_state* t : timers) {
      if (t->serves != nullptr || t->wakes != nullptr) continue;
      started_ = line.fiber;
      return t;
    }
    return nullptr;
  }

  static bool waits_for(const fiber& f, const timer_state& t) {
    if (f.waits == nullptr || t.serves == nullptr) return false;
    for (std::size_t i = 0; i < f.waits->count; ++i) {
      if (f.waits->waiters[i].queue == t.serves) return true;
    }
    return false;
  }

  selection wait_for_timer(const fiber& who, const scheduled& line, wait_queue* queue) {
    if (timer_asked_ == current_) diverge(line, &who);
    timer_asked_ = current_;
    wanted_timer_ = queue;
    done_[current_] = false;
    return {selection::again};
  }

  // ---- the end ----

  turn begin_aftermath(const std::vector<fiber*>& awake, const std::vector<timer_state*>& timers) {
    if (lines_.back().how == scheduled::dies) {
      diverge_because(lines_.back(), "the fiber does not die of it");
    }
    check_blocked();
    aftermath_ = make_seeded(0);
    return next_afterwards(awake, timers);
  }

  turn next_afterwards(const std::vector<fiber*>& awake, const std::vector<timer_state*>& timers) {
    check_blocked();
    if (++turns_ > kAftermathTurns) reached();
    return aftermath_->next(awake, timers);
  }

  // Each of these is about to do what its line says.
  [[noreturn]] void end_before(const std::vector<fiber*>& awake) {
    for (const scheduled& line : lines_) {
      if (line.how != scheduled::next) continue;
      const fiber* f = actor_of(line, awake);
      if (f == nullptr || !is_before(*f, line)) diverge(line, f);
    }
    reached();
  }

  // Who is blocked at the end may have been since an earlier step.
  void note_blocked() {
    const std::size_t at = next_line();
    if (at < lines_.size() && lines_[at].how == scheduled::step) return;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].how != scheduled::blocked || !actors_.contains(lines_[i].fiber)) continue;
      const fiber* f = runtime::get().find_fiber(actors_[lines_[i].fiber]);
      if (f != nullptr && f->blocked && is_in(*f, lines_[i]) && next_of(lines_[i].fiber) == i)
        done_[i] = true;
    }
  }

  void check_blocked() const {
    for (const scheduled& line : lines_) {
      if (line.how != scheduled::blocked) continue;
      const auto actor = actors_.find(line.fiber);
      const fiber* f = actor == actors_.end() ? nullptr : runtime::get().find_fiber(actor->second);
      if (f == nullptr) diverge_because(line, "the fiber has ended");
      if (!f->blocked || !is_in(*f, line)) diverge(line, f);
    }
  }

  static const char* word_of_end(scheduled::kind how) {
    if (how == scheduled::dies) return "dies";
    return how == scheduled::next ? "next" : "blocked";
  }

  [[noreturn]] void reached() const {
    std::string text = "schedule reached: " + path_ + "\n";
    for (const scheduled& line : lines_) {
      if (line.how == scheduled::step) continue;
      text += std::string(word_of_end(line.how)) + ": fiber " + std::to_string(line.fiber) + ", " +
              line.operation + ", " + line.place() + "\n";
    }
    end_program(text, 0);
  }

  [[noreturn]] void diverge(const scheduled& line, const fiber* f) const {
    if (f == nullptr) {
      const auto actor = actors_.find(line.fiber);
      if (actor != actors_.end()) f = runtime::get().find_fiber(actor->second);
    }
    if (f == nullptr) diverge_because(line, "there is no such fiber, or not any more");
    diverge_because(line, std::string("it is ") + (f->blocked ? "blocked in " : "at ") +
                              f->last.name + " at " + runtime::text_of(f->last.where));
  }
  [[noreturn]] void diverge_because(const scheduled& line, const std::string& why) const {
    std::string text = path_ + ":" + std::to_string(line.line) +
                       ": the program leaves the schedule: fiber " + std::to_string(line.fiber) +
                       ", " + line.operation + " at " + line.place() + ": " + why + "\n";
    if (early_) {
      const scheduled& access = lines_[*early_];
      text += path_ + ":" + std::to_string(access.line) + ": " + access.operation + " at " +
              access.place() + " came too early: nothing stops a program there\n";
    }
    const std::size_t at = &line - lines_.data();
    for (const assumption& one : assumptions_) {
      if (!is_past(one) || !may_lead_to(at, one)) continue;
      text += path_ + ":" + std::to_string(one.line) + ": the condition at " + one.place +
              " is taken for granted: data decide how it comes out\n";
    }
    end_program(text, 3);
  }

  // Whether the fiber has done all that it does before.
  bool is_past(const assumption& condition) const {
    for (std::size_t i = 0; i < condition.before; ++i) {
      const scheduled& line = lines_[i];
      const bool starts_it = line.operation == "start" && line.peer == condition.fiber;
      if ((line.fiber == condition.fiber || starts_it) && !done_[i]) return false;
    }
    return true;
  }

  // Whether what the fiber of that line does can hang on how the condition comes out: it is the one
  // that comes to the condition, or has met it since, or others that have.
  bool may_lead_to(std::size_t at, const assumption& condition) const {
    std::set<std::uint64_t> concerned{condition.fiber};
    std::set<std::string_view> changed;
    for (std::size_t i = condition.before; i < at; ++i) {
      const scheduled& line = lines_[i];
      const bool meets = line.peer && concerned.contains(*line.peer);
      if (done_[i] && (meets || changed.contains(family_of(line)))) concerned.insert(line.fiber);
      if (!done_[i] || !concerned.contains(line.fiber)) continue;
      if (line.peer) concerned.insert(*line.peer);
      if (line.operation != "start") changed.insert(family_of(line));
    }
    return concerned.contains(lines_[at].fiber);
  }

  // Operations of two families never work on the same.
  static std::string_view family_of(const scheduled& line) {
    const std::string& word = line.operation;
    if (line.is_access()) return "memory";
    if (word.find("lock") != std::string::npos) return "lock";
    if (word == "add" || word == "done" || word == "wait") return "count";
    if (word == "signal" || word == "broadcast" || word == "condition_wait") return "condition";
    return word == "call_once" ? "once" : "channel";
  }

  [[noreturn]] static void end_program(const std::string& text, int status) {
    std::fputs(text.c_str(), stderr);
    std::fflush(nullptr);
    std::_Exit(status);
  }

  generator random_{0};
  std::string path_;
  std::vector<scheduled> lines_;
  std::vector<assumption> assumptions_;
  std::vector<bool> done_;
  std::size_t current_ = 0;                        // the line that was performed last
  std::optional<std::size_t> first_;               // the line that has to come before others
  std::optional<std::size_t> early_;               // the first access before its turn
  std::uint64_t performing_ = 0;                   // the id of who performed it
  std::map<std::uint64_t, std::uint64_t> actors_;  // ids, by number in the schedule
  std::set<std::uint64_t> known_;                  // ids
  std::optional<std::uint64_t> started_;           // number of the fiber that is about to be there
  std::set<std::uint64_t> waited_;                 // ids of those whose last step was to lock
  std::optional<std::uint64_t> unlocks_to_wait_;  // the id of who has begun to wait for a condition
  wait_queue* wanted_timer_ = nullptr;
  std::size_t timer_asked_ = none;

  std::unique_ptr<strategy> aftermath_;  // after the last line: who runs on
  int turns_ = 0;
};

inline std::unique_ptr<strategy> make_replay(const char* path) {
  return std::make_unique<replay>(path);
}

}  // namespace csp::detail
