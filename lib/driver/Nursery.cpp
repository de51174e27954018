#include "driver/Nursery.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <unistd.h>

#include "cache/Bytes.h"
#include "driver/FreeMemory.h"

namespace chanvet::driver {

namespace {

// What a nursery is told of a piece, to be passed on.
struct Event {
  enum Kind : std::uint8_t { Started, Made, Stopped };
  Kind kind = Started;
  std::size_t piece = 0;
  std::string text = {};  // the part, or the failure
};

template <class Archive>
void transfer(Archive& archive, Event& event) {
  archive.number(event.kind);
  archive.number(event.piece);
  archive.text(event.text);
}

// --- in the nursery -----------------------------------------------------------------------------

class Messenger : public Pieces {
 public:
  Messenger(Pieces& pieces, const Assignment& nursery) : pieces_(pieces), nursery_(nursery) {}

  WorkerLimits limitsOf(std::size_t piece) const override { return pieces_.limitsOf(piece); }
  void started(std::size_t piece) override { pass({Event::Started, piece}); }
  void made(std::size_t piece, std::string part) override {
    pass({Event::Made, piece, std::move(part)});
  }
  void stopped(std::size_t piece, std::string failure) override {
    pass({Event::Stopped, piece, std::move(failure)});
  }

 private:
  void pass(Event event) {
    cache::Writer out;
    transfer(out, event);
    send(nursery_, out.take());
  }

  Pieces& pieces_;
  const Assignment& nursery_;
};

// --- in the process that has it -----------------------------------------------------------------

// A nursery is a piece of work itself.
class Receiver : public Pieces {
 public:
  explicit Receiver(Pieces& pieces) : pieces_(pieces) {}

  WorkerLimits limitsOf(std::size_t) const override { return {}; }
  void made(std::size_t, std::string part) override {
    cache::Reader in(part);
    Event event;
    transfer(in, event);
    tell(std::move(event));
  }
  void stopped(std::size_t, std::string failure) override {
    for (std::size_t piece : std::exchange(running_, {})) pieces_.stopped(piece, failure);
    failure_ = std::move(failure);
  }
  bool hasStarted(std::size_t piece) const { return started_.contains(piece); }
  // Of the nursery itself.
  const std::string& failure() const { return failure_; }

 private:
  void tell(Event event) {
    switch (event.kind) {
      case Event::Started:
        started_.insert(event.piece);
        running_.insert(event.piece);
        return pieces_.started(event.piece);
      case Event::Made:
        return pieces_.made(event.piece, std::move(event.text));
      case Event::Stopped:
        running_.erase(event.piece);
        return pieces_.stopped(event.piece, std::move(event.text));
    }
  }

  Pieces& pieces_;
  std::set<std::size_t> started_, running_;
  std::string failure_;
};

}  // namespace

std::optional<Assignment> forkForEachApart(llvm::ArrayRef<std::size_t> order, unsigned processes,
                                           Pieces& pieces, llvm::function_ref<void()> forget) {
  const std::size_t one = 0;
  for (std::vector<std::size_t> left = order.vec(); !left.empty();) {
    Receiver receiver(pieces);
    if (std::optional<Assignment> nursery = forkForEach(one, /*processes=*/1, receiver)) {
      forget();
      giveBackFreeMemory();
      Messenger messenger(pieces, *nursery);
      std::optional<Assignment> mine = forkForEach(left, processes, messenger);
      if (!mine) endFork();
      close(nursery->output);
      return mine;
    }
    const std::size_t before = left.size();
    llvm::erase_if(left, [&](std::size_t piece) { return receiver.hasStarted(piece); });
    if (left.size() < before) continue;
    for (std::size_t piece : left) pieces.stopped(piece, receiver.failure());
    break;
  }
  return std::nullopt;
}

}  // namespace chanvet::driver
