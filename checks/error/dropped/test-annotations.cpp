// A project's own classes, marked in the source: a status, and a result that hands itself on.
#include <functional>
#include <string>
#include <thread>

class [[clang::annotate("chanvet::error(must_check=true)")]] Status {
 public:
  bool isOk() const;
  Status& operator=(const Status&) = default;
};

template <class T>
class [[clang::annotate("chanvet::result(must_check=true)")]] Result {
 public:
  bool isOk() const;
  T& operator*();
  [[clang::annotate("chanvet::invoke")]] Result orElse(std::function<Result(const Status&)> handle);
};

enum class Answer { Taken, Refused };

class Mailbox {
 public:
  Status flush();
  Result<int> count();
  Status flushInto(Status* failure);
  Status merge(const Status& other);
  [[clang::annotate("chanvet::wait(must_check=true)")]] Answer wait();
};

void use(int value);
void print(const Status& status);

// ---- Bad ---------------------------------------------------------------------------------------

void badStatus(Mailbox& mailbox) {
  mailbox.flush();  // expect: the error returned by 'flush' is dropped
}

void badResult(Mailbox& mailbox) {
  mailbox.count();  // expect: the error returned by 'count' is dropped
}

void badOperation(Mailbox& mailbox) {
  mailbox.wait();  // expect: the error returned by 'wait' is dropped
}

// The argument is only read.
void badMerged(Mailbox& mailbox, const Status& other) {
  mailbox.merge(other);  // expect: the error returned by 'merge' is dropped
}

void badSpawned(Mailbox& mailbox) {
  std::thread flusher(&Mailbox::flush, &mailbox);  // expect: the error of 'flush' is lost
  flusher.join();
}

// ---- Fine --------------------------------------------------------------------------------------

bool okTested(Mailbox& mailbox) { return mailbox.flush().isOk(); }

void okAssigned(Mailbox& mailbox, Status& status) { status = mailbox.flush(); }

Status okStoredInArgument(Mailbox& mailbox) {
  Status failure;
  mailbox.flushInto(&failure);
  return failure;
}

bool okAnswer(Mailbox& mailbox) { return mailbox.wait() == Answer::Taken; }

// The function looks at it.
void okHandled(Mailbox& mailbox) {
  mailbox.count().orElse([](const Status& status) -> Result<int> {
    print(status);
    return {};
  });
}

// ---- Known misses ------------------------------------------------------------------------------

// Where one function looks at the error, another may not.
void fnHandedOn(Mailbox& mailbox) {
  mailbox.count().orElse([](const Status&) -> Result<int> { return {}; });
}

// The status of a channel operation is for channel-status-ignored, whatever class it is of.
class [[clang::annotate("chanvet::channel")]] Queue {
 public:
  [[clang::annotate("chanvet::try_send(result=status)")]] Status offer(int job);
  Status seal();
};

void okChannelStatus(Queue& queue) { queue.offer(1); }

void badBesideChannel(Queue& queue) {
  queue.seal();  // expect: the error returned by 'seal' is dropped
}
