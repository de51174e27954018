#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

void keep(FILE* file);
void keep(int descriptor);

// --- not released on every path

int badEarlyReturn(const char* path) {
  FILE* file = fopen(path, "r");  // expect: 'file', from 'fopen', is not released on every path
  if (!file) return -1;
  char line[80];
  if (!fgets(line, sizeof line, file)) return -2;  // note: leaves here without releasing 'file'
  fclose(file);                                    // note: another path releases it here
  return 0;
}

int badDescriptor(const char* path) {
  int in = open(path, O_RDONLY);  // expect: 'in', from 'open', is not released on every path
  if (in < 0) return -1;
  char data[16];
  ssize_t got = read(in, data, sizeof data);
  if (got < 0) return -1;
  close(in);
  return 0;
}

int badAssigned() {
  int server;
  if ((server = socket(AF_INET, SOCK_STREAM, 0)) == -1)  // expect: 'server', from 'socket', is not
    return -1;
  if (listen(server, 5) != 0) return -1;
  close(server);
  return 0;
}

void badThrow(const char* path) {
  std::FILE* file = std::fopen(path, "w");  // expect: 'file', from 'fopen', is not released
  if (file == nullptr) throw std::runtime_error("open");
  if (std::fputs("a", file) < 0) throw std::runtime_error("write");
  std::fclose(file);
}

int badContinue(const std::vector<std::string>& folders) {
  int found = 0;
  for (const std::string& name : folders) {
    DIR* folder = opendir(name.c_str());  // expect: 'folder', from 'opendir', is not released
    if (!folder) continue;
    dirent* entry = readdir(folder);
    if (!entry) continue;
    ++found;
    closedir(folder);
  }
  return found;
}

static bool parse(FILE* file) {
  int number = 0;
  return std::fscanf(file, "%d", &number) == 1;
}
static void finish(FILE* file) {
  if (file) fclose(file);
}

// Helpers that are seen: one only reads, the other one closes.
bool badHelper(const char* path) {
  FILE* file = fopen(path, "r");  // expect: 'file', from 'fopen', is not released on every path
  if (!file) return false;
  if (!parse(file)) return false;
  finish(file);
  return true;
}

template <class T>
int badTemplate(T path) {
  int out = open(path, O_WRONLY);  // expect: 'out', from 'open', is not released on every path
  if (out == -1) return -1;
  if (write(out, "a", 1) != 1) return -1;
  return close(out);
}
template int badTemplate(const char*);

#define TRY(what) \
  if ((what) < 0) return -1

int badMacro(const char* path) {
  int out = open(path, O_WRONLY);  // expect: 'out', from 'open', is not released on every path
  TRY(out);
  TRY(lseek(out, 0, SEEK_END));
  close(out);
  return 0;
}

void badInFiber() {
  csp::go([] {
    FILE* pipe = popen("date", "r");  // expect: 'pipe', from 'popen', is not released
    if (!pipe) return;
    if (fgetc(pipe) == EOF) return;
    pclose(pipe);
  });
}

// --- not released at all

std::string badNever(const char* path) {
  FILE* file = fopen(path, "r");  // expect: nothing releases 'file', from 'fopen'
  if (!file) return "";
  char line[80] = "";
  fread(line, 1, sizeof line - 1, file);
  return line;
}

void badCopied(int from) {
  int copy = dup(from);  // expect: nothing releases 'copy', from 'dup'
  if (copy >= 0) fsync(copy);
}

// --- silent

int okAllPaths(const char* path) {
  FILE* file = fopen(path, "r");
  if (file == NULL) return -1;
  int first = fgetc(file);
  fclose(file);
  return first == EOF ? -1 : first;
}

int okGoto(const char* path) {
  int result = -1;
  char data[4];
  int in = open(path, O_RDONLY);
  if (in == -1) return -1;
  if (read(in, data, sizeof data) != sizeof data) goto done;
  result = data[0];
done:
  close(in);
  return result;
}

int okNested(const char* path) {
  if (FILE* file = fopen(path, "r")) {
    int first = fgetc(file);
    fclose(file);
    return first;
  }
  return -1;
}

int okClosedIfOpen(const char* path) {
  FILE* file = nullptr;
  if (path) file = fopen(path, "r");
  int first = file ? fgetc(file) : -1;
  if (file) fclose(file);
  return first;
}

int okSameCondition(const char* path, bool isLogged) {
  int log = -1;
  if (isLogged) log = open(path, O_WRONLY | O_APPEND);
  if (isLogged) close(log);
  return 0;
}

int okDeferred(const char* path) {
  int in = open(path, O_RDONLY);
  if (in < 0) return -1;
  csp::defer closing{[in] { close(in); }};
  char data[4];
  if (read(in, data, sizeof data) < 0) return -1;
  return 0;
}

struct Closer {
  void operator()(FILE* file) const { fclose(file); }
};

bool okOwner(const char* path) {
  std::unique_ptr<FILE, Closer> file(fopen(path, "r"));
  return file != nullptr && parse(file.get());
}

bool okOwnerLater(const char* path) {
  FILE* raw = fopen(path, "r");
  if (!raw) return false;
  std::unique_ptr<FILE, int (*)(FILE*)> file(raw, fclose);
  return parse(file.get());
}

FILE* okReturned(const char* path) {
  FILE* file = fopen(path, "a");
  if (file) setvbuf(file, nullptr, _IONBF, 0);
  return file;
}

class Log {
 public:
  bool open(const char* path) {
    FILE* file = fopen(path, "a");
    if (!file) return false;
    file_ = file;
    return true;
  }
  ~Log() {
    if (file_) fclose(file_);
  }

 private:
  FILE* file_ = nullptr;
};

void okHandedOn(const char* path) {
  FILE* file = fopen(path, "r");
  if (file) keep(file);
  int in = open(path, O_RDONLY);
  keep(in);
}

// The descriptor belongs to the stream.
int okStream(const char* path) {
  int in = open(path, O_RDONLY);
  if (in < 0) return -1;
  FILE* file = fdopen(in, "r");
  if (!file) {
    close(in);
    return -1;
  }
  int first = fgetc(file);
  fclose(file);
  return first;
}

std::vector<int> okStored(const char* path) {
  std::vector<int> all;
  int in = open(path, O_RDONLY);
  if (in >= 0) all.push_back(in);
  return all;
}

struct Descriptor {
  explicit Descriptor(int number);
  ~Descriptor();
};

std::shared_ptr<Descriptor> okOwnerMadeByLibrary(const char* path) {
  int in = open(path, O_RDONLY);
  if (in < 0) return nullptr;
  return std::make_shared<Descriptor>(in);
}

std::function<void()> okCaptured(const char* path) {
  FILE* file = fopen(path, "r");
  return [file] { fclose(file); };
}

void okExits(const char* path) {
  FILE* file = fopen(path, "r");
  if (!file) return;
  if (fgetc(file) == EOF) exit(1);
  fclose(file);
}

int okOtherOpen() {
  struct {
    int open(int) { return 3; }
  } door;
  int state = door.open(1);
  return state > 3 ? 1 : 0;
}

// The end of main is that of the program.
int main(int argc, char** argv) {
  FILE* file = fopen(argv[argc - 1], "r");
  return file && fgetc(file) == EOF;
}
