#include "driver/Workers.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/ErrorHandling.h>

#include "driver/Recovery.h"

namespace chanvet::driver {

namespace {

// The status of a worker that asked for more memory than it may have.
constexpr int kOutOfMemory = 90;
constexpr std::size_t kChunk = 1u << 16;

// --- in the worker ------------------------------------------------------------------------------

void dieWithParent(pid_t parent) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent) _exit(EXIT_FAILURE);
}

void setLimit(int resource, rlim_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit)) return;
  limit.rlim_cur = std::min(value, limit.rlim_max);
  setrlimit(resource, &limit);
}

void limitWork(const WorkerLimits& limits) {
  std::signal(SIGXCPU, SIG_DFL);
  setLimit(RLIMIT_CORE, 0);
  if (limits.seconds) setLimit(RLIMIT_CPU, limits.seconds);
  if (!limits.memory) return;
  // The stack on which the work is done counts whole, though little of it is ever used.
  setLimit(RLIMIT_DATA, (limits.memory << 20) + kStackSize);
  std::set_new_handler([] { _exit(kOutOfMemory); });
  llvm::install_bad_alloc_error_handler([](void*, const char*, bool) { _exit(kOutOfMemory); });
}

bool writeAll(int file, llvm::StringRef bytes) {
  while (!bytes.empty()) {
    ssize_t count = write(file, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    bytes = bytes.drop_front(std::max<ssize_t>(count, 0));
  }
  return true;
}

// Before each part stands how many bytes it has.
using Size = std::uint64_t;

// --- in the parent ------------------------------------------------------------------------------

struct Worker {
  std::size_t piece = 0;
  pid_t process = -1;
  int input = -1;
  std::string bytes = {};  // of a part that is not whole yet
};

std::string failureOf(int status, const WorkerLimits& limits) {
  if (WIFEXITED(status)) {
    if (WEXITSTATUS(status) == EXIT_SUCCESS) return "";
    if (WEXITSTATUS(status) == kOutOfMemory)
      return fmt::format("the analysis took more than {} MiB of memory (budget: memory)",
                         limits.memory);
    return fmt::format("the analysis ended with status {}", WEXITSTATUS(status));
  }
  if (WTERMSIG(status) == SIGXCPU)
    return fmt::format("the analysis took more than {} second{} of the processor (budget: seconds)",
                       limits.seconds, limits.seconds == 1 ? "" : "s");
  if (WTERMSIG(status) == SIGKILL) return "the analysis was killed, perhaps because memory ran out";
  return "the analysis crashed";
}

class Pool {
 public:
  Pool(unsigned processes, Pieces& pieces) : processes_(std::max(processes, 1u)), pieces_(pieces) {}

  std::optional<Assignment> run(llvm::ArrayRef<std::size_t> order) {
    while (!order.empty() || !workers_.empty()) {
      while (!order.empty() && workers_.size() < processes_) {
        if (std::optional<Assignment> mine = start(order.front())) return mine;
        order = order.drop_front();
      }
      listen();
    }
    return std::nullopt;
  }

 private:
  std::optional<Assignment> start(std::size_t piece);
  void listen();
  bool read(Worker& worker);
  void takeParts(Worker& worker);
  void finish(Worker worker);

  std::size_t processes_;
  Pieces& pieces_;
  std::vector<Worker> workers_;
};

// In the fork: its assignment.
std::optional<Assignment> Pool::start(std::size_t piece) {
  pieces_.started(piece);
  auto refuse = [&](const char* what) {
    pieces_.stopped(piece, fmt::format("cannot make a {} for it: {}", what, strerror(errno)));
    return std::nullopt;
  };
  int ends[2];
  if (pipe(ends)) return refuse("pipe");
  pid_t parent = getpid();
  pid_t process = fork();
  if (process == 0) {
    close(ends[0]);
    dieWithParent(parent);
    limitWork(pieces_.limitsOf(piece));
    return Assignment{piece, ends[1]};
  }
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    return refuse("process");
  }
  workers_.push_back({.piece = piece, .process = process, .input = ends[0]});
  return std::nullopt;
}

// Waits until something comes, and takes it in.
void Pool::listen() {
  std::vector<pollfd> inputs;
  for (const Worker& worker : workers_) inputs.push_back({worker.input, POLLIN, 0});
  if (poll(inputs.data(), inputs.size(), /*timeout=*/-1) < 0) return;
  std::vector<Worker> ended, running;
  for (auto [worker, input] : llvm::zip_equal(workers_, inputs)) {
    bool isEnded = input.revents != 0 && !read(worker);
    (isEnded ? ended : running).push_back(std::move(worker));
  }
  workers_ = std::move(running);
  for (Worker& worker : ended) finish(std::move(worker));
}

// False: there is nothing more to come.
bool Pool::read(Worker& worker) {
  std::size_t known = worker.bytes.size();
  worker.bytes.resize(known + kChunk);
  ssize_t count = ::read(worker.input, worker.bytes.data() + known, kChunk);
  worker.bytes.resize(known + std::max<ssize_t>(count, 0));
  takeParts(worker);
  return count > 0 || (count < 0 && errno == EINTR);
}

void Pool::takeParts(Worker& worker) {
  for (Size size = 0; worker.bytes.size() >= sizeof size;) {
    std::memcpy(&size, worker.bytes.data(), sizeof size);
    if (worker.bytes.size() - sizeof size < size) return;
    std::string part = worker.bytes.substr(sizeof size, size);
    worker.bytes.erase(0, sizeof size + size);
    pieces_.made(worker.piece, std::move(part));
  }
}

void Pool::finish(Worker worker) {
  close(worker.input);
  int status = 0;
  while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  pieces_.stopped(worker.piece, failureOf(status, pieces_.limitsOf(worker.piece)));
}

}  // namespace

std::optional<Assignment> forkForEach(llvm::ArrayRef<std::size_t> order, unsigned processes,
                                      Pieces& pieces) {
  return Pool(processes, pieces).run(order);
}

void send(const Assignment& assignment, llvm::StringRef part) {
  const Size size = part.size();
  const llvm::StringRef before(reinterpret_cast<const char*>(&size), sizeof size);
  if (!writeAll(assignment.output, before) || !writeAll(assignment.output, part))
    _exit(EXIT_FAILURE);
}

void endFork() { _exit(EXIT_SUCCESS); }

void WholePieces::stopped(std::size_t piece, std::string failure) {
  WorkerResult result{.failure = std::move(failure)};
  auto made = made_.extract(piece);
  if (result.failure.empty() && made) result.bytes = std::move(made.mapped());
  ended(piece, std::move(result));
}

namespace {

// Pieces of a workload that one process does, as one piece.
class Batches : public Pieces {
 public:
  Batches(llvm::ArrayRef<std::size_t> order, std::size_t together, Workload& workload)
      : workload_(workload) {
    for (; !order.empty(); order = order.drop_front(std::min(together, order.size())))
      batches_.push_back({order.take_front(together)});
  }

  std::size_t size() const { return batches_.size(); }
  llvm::ArrayRef<std::size_t> operator[](std::size_t batch) const { return batches_[batch].pieces; }
  // Those that broke off among others, or came after one that did.
  const std::vector<std::size_t>& broken() const { return broken_; }

  WorkerLimits limitsOf(std::size_t batch) const override {
    return workload_.limitsOf(batches_[batch].pieces.front());
  }
  void made(std::size_t batch, std::string part) override {
    Batch& at = batches_[batch];
    const std::size_t piece = at.pieces[at.made++];
    workload_.made(piece, std::move(part));
    workload_.stopped(piece, "");
  }
  void stopped(std::size_t batch, std::string failure) override {
    const Batch& at = batches_[batch];
    llvm::ArrayRef<std::size_t> left = at.pieces.drop_front(at.made);
    if (at.pieces.size() > 1)
      llvm::append_range(broken_, left);
    else if (!left.empty())
      workload_.stopped(left.front(), std::move(failure));
  }

 private:
  struct Batch {
    llvm::ArrayRef<std::size_t> pieces;
    std::size_t made = 0;
  };

  Workload& workload_;
  std::vector<Batch> batches_;
  std::vector<std::size_t> broken_;
};

}  // namespace

void runInProcesses(llvm::ArrayRef<std::size_t> order, unsigned processes, Workload& workload,
                    std::size_t together) {
  Batches batches(order, std::max<std::size_t>(together, 1), workload);
  auto numbers = llvm::to_vector(llvm::seq<std::size_t>(0, batches.size()));
  std::optional<Assignment> mine = forkForEach(numbers, processes, batches);
  if (!mine) {
    if (!batches.broken().empty()) runInProcesses(batches.broken(), processes, workload);
    return;
  }
  for (std::size_t piece : batches[mine->piece]) {
    std::string made = workload.run(piece);
    if (made.empty()) break;
    send(*mine, made);
  }
  endFork();
}

}  // namespace chanvet::driver
