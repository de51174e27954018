#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

csp::pool<std::string> buffers([] { return std::string(); });

struct Connection {
  std::string answer;
  bool isBroken = false;
  bool query(const std::string& text);
};
using ConnectionPtr = std::shared_ptr<Connection>;
csp::pool<ConnectionPtr> connections([] { return std::make_shared<Connection>(); });

std::string describe(const Connection& connection);
void keep(ConnectionPtr connection);
[[noreturn]] void die();

// --- not put back on every path

std::size_t badEarlyReturn(int records) {
  std::string buffer =
      buffers.get();  // expect: 'buffer' is not put back into 'buffers' on every path
  for (int i = 0; i < records; ++i) buffer += "record;";
  if (records == 0) return 0;  // note: leaves here without putting it back
  std::size_t size = buffer.size();
  buffers.put(std::move(buffer));  // note: another path puts it back here
  return size;
}

void badThrow(int records) {
  std::string buffer = buffers.get();  // expect: 'buffer' is not put back into 'buffers'
  if (records < 0) throw std::invalid_argument("records");
  buffer.append(records, ' ');
  buffers.put(std::move(buffer));
}

void badContinue(const std::vector<int>& sizes) {
  for (int size : sizes) {
    std::string buffer = buffers.get();  // expect: 'buffer' is not put back into 'buffers'
    if (size > 100) continue;
    buffer.resize(size);
    buffers.put(std::move(buffer));
  }
}

int badSwitch(int kind) {
  auto buffer = buffers.get();  // expect: 'buffer' is not put back into 'buffers'
  switch (kind) {
    case 0:
      buffers.put(buffer);
      return 0;
    case 1:
      return 1;
    default:
      buffers.put(buffer);
      return 2;
  }
}

class Renderer {
 public:
  bool render(int rows) {
    std::unique_ptr<std::string> page =
        pages_.get();  // expect: 'page' is not put back into 'pages_'
    page->append("== ");
    if (rows < 0) return false;
    recycle(std::move(page));
    return true;
  }

  // In a helper of its own.
  bool renderWithHelper(int rows) {
    std::unique_ptr<std::string> page =
        pages_.get();  // expect: 'page' is not put back into 'pages_'
    if (rows < 0) return false;
    recycleHere(page);
    return true;
  }

 private:
  void recycle(std::unique_ptr<std::string> page) { pages_.put(std::move(page)); }
  void recycleHere(std::unique_ptr<std::string>& page) { pages_.put(std::move(page)); }
  csp::pool<std::unique_ptr<std::string>> pages_{[] { return std::make_unique<std::string>(); }};
};

template <class T>
bool badTemplate(csp::pool<T>& pool, bool isWanted) {
  T taken = pool.get();  // expect: 'taken' is not put back into 'pool' on every path
  if (!isWanted) return false;
  pool.put(std::move(taken));
  return true;
}
template bool badTemplate(csp::pool<std::string>&, bool);

void badLambda() {
  csp::go([] {
    std::string buffer = buffers.get();  // expect: 'buffer' is not put back into 'buffers'
    if (csp::live_fibers() > 2) return;
    buffers.put(buffer);
  });
}

// --- another one put back

std::size_t badNewOne(int records) {
  std::string buffer = buffers.get();  // note: 'buffer' is taken from the pool here
  buffer.append(records, ' ');
  std::size_t size = buffer.size();
  buffers.put(std::string());  // expect: a new object is put into 'buffers' in place of 'buffer'
  return size;
}

void badNewPointer() {
  auto connection = connections.get();
  connection->query("a");
  // expect@+1: a new object is put into 'connections' in place of 'connection'
  connections.put(std::make_shared<Connection>());
}

// --- used afterwards

std::string badUsedAfterwards() {
  ConnectionPtr connection = connections.get();
  connection->query("a");
  connections.put(connection);  // note: it is put back here
  // expect@+1: 'connection' is used after it was put back into 'connections'
  return connection->answer;
}

class Client {
 public:
  std::string ask() {
    ConnectionPtr connection = pool_.get();
    giveBack(connection);
    return describe(
        *connection);  // expect: 'connection' is used after it was put back into 'pool_'
  }

 private:
  void giveBack(const ConnectionPtr& connection) { pool_.put(connection); }
  csp::pool<ConnectionPtr> pool_{[] { return std::make_shared<Connection>(); }};
};

void badPutTwice(bool isDone) {
  ConnectionPtr connection = connections.get();
  if (isDone) connections.put(connection);
  connections.put(connection);  // expect: 'connection' is put into 'connections' twice
}

// --- silent

void okAllPaths(int records) {
  std::string buffer = buffers.get();
  if (records == 0) {
    buffers.put(std::move(buffer));
    return;
  }
  buffer.append(records, ' ');
  buffers.put(std::move(buffer));
}

void okDeferred(int records) {
  std::string buffer = buffers.get();
  csp::defer recycle{[&] { buffers.put(std::move(buffer)); }};
  if (records == 0) return;
  buffer.append(records, ' ');
}

// The caller has it.
std::string okReturned(bool isWanted) {
  std::string buffer = buffers.get();
  if (isWanted) return buffer;
  buffers.put(std::move(buffer));
  return "";
}

struct Holder {
  ConnectionPtr held;
};

void okStored(Holder& holder, bool isKept) {
  ConnectionPtr connection = connections.get();
  if (isKept) {
    holder.held = connection;
    return;
  }
  connections.put(connection);
}

void okHandedToUnseen(bool isKept) {
  ConnectionPtr connection = connections.get();
  if (isKept)
    keep(connection);
  else
    connections.put(connection);
}

// Worn out objects are dropped.
void okTooLarge() {
  std::string buffer = buffers.get();
  if (buffer.capacity() > 1024) return;
  buffers.put(std::move(buffer));
}

bool okBroken() {
  ConnectionPtr connection = connections.get();
  bool isAnswered = connection->query("a");
  if (!isAnswered) return false;
  connections.put(std::move(connection));
  return true;
}

void okSameCondition(bool isLent) {
  std::string buffer;
  if (isLent) buffer = buffers.get();
  buffer.append("a");
  if (isLent) buffers.put(std::move(buffer));
}

void okDecidedTwice(const bool isKept, int n) {
  std::string buffer = buffers.get();
  if (!isKept) buffers.put(std::move(buffer));
  if (n > 3) csp::yield();
  if (isKept) buffers.put(std::move(buffer));
}

void okDies(int records) {
  std::string buffer = buffers.get();
  if (records < 0) die();
  buffers.put(std::move(buffer));
}

// Nothing says that the function means to put it back.
std::size_t okNeverPut() {
  std::string buffer = buffers.get();
  buffer += "a";
  return buffer.size();
}

// A pool that is filled.
void okFilled() {
  for (int i = 0; i < 3; ++i) buffers.put(std::string(16, ' '));
}

void okTakenAgain() {
  ConnectionPtr connection = connections.get();
  connection->query("a");
  connections.put(connection);
  connection = connections.get();
  connection->query("b");
  connections.put(connection);
}

void okLoop(const std::vector<std::string>& questions) {
  for (const std::string& question : questions) {
    ConnectionPtr connection = connections.get();
    connection->query(question);
    connections.put(connection);
  }
}

// What was moved from is its own empty string.
std::size_t okReusedVariable() {
  std::string buffer = buffers.get();
  buffers.put(std::move(buffer));
  buffer.clear();
  return buffer.size();
}

// --- known misses

// The next one who gets it finds what this one has left in it.
void fnNotReset() {
  std::string buffer = buffers.get();
  buffer += "secret";
  buffers.put(std::move(buffer));
}

struct Session {
  std::string buffer;
};

void fnMember(Session& session, bool isWanted) {
  session.buffer = buffers.get();
  if (!isWanted) return;
  buffers.put(session.buffer);
}

int main() {}
