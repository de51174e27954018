// chanvet_embed_dialects OUTPUT FILE...
//
// Part of the build: reads the dialect files, and writes a source that holds them packed. A mistake
// in one is told as the program tells those of its users, and fails the build.
#include <algorithm>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "dialect/Loader.h"
#include "dialect/Packed.h"

using namespace chanvet;
using llvm::StringRef;

namespace {

struct Packed {
  std::string name, bytes;
};

llvm::Expected<Packed> packFile(StringRef path) {
  llvm::Expected<dialect::Dialect> read = dialect::loadDialect(path);
  if (!read) return read.takeError();
  StringRef stem = llvm::sys::path::stem(path);
  if (read->name != stem)
    return llvm::createStringError(path + ": error: the dialect is called '" + read->name +
                                   "', so its file must be " + read->name + ".yaml");
  read->file = ("<shipped>/" + stem + ".yaml").str();
  std::string bytes = dialect::pack(*read);
  if (dialect::unpack(bytes) != *read)
    return llvm::createStringError(path +
                                   ": error: packing changes the dialect: a field is missing " +
                                   "from what fieldsOf() in lib/dialect/Fields.h returns");
  return Packed{stem.str(), std::move(bytes)};
}

void writeLiteral(StringRef bytes, llvm::raw_ostream& out) {
  constexpr size_t kPerLine = 64;
  for (; !bytes.empty(); bytes = bytes.drop_front(std::min(kPerLine, bytes.size()))) {
    out << "\n     \"";
    out.write_escaped(bytes.take_front(kPerLine));
    out << '"';
  }
}

void writeSource(const std::vector<Packed>& dialects, llvm::raw_ostream& out) {
  out << "#include \"dialect/Embedded.h\"\n\n"
         "namespace chanvet::dialect::detail {\n\n"
         "static constexpr EmbeddedDialect kDialects[] = {\n";
  for (const Packed& dialect : dialects) {
    out << "    {\"" << dialect.name << "\", llvm::StringRef(";
    writeLiteral(dialect.bytes, out);
    out << ", " << dialect.bytes.size() << ")},\n";
  }
  out << "};\n\n"
         "llvm::ArrayRef<EmbeddedDialect> embeddedDialects() { return kDialects; }\n\n"
         "}  // namespace chanvet::dialect::detail\n";
}

std::error_code writeFile(StringRef path, const std::vector<Packed>& dialects) {
  std::error_code error;
  llvm::raw_fd_ostream out(path, error);
  if (error) return error;
  writeSource(dialects, out);
  out.close();
  error = out.error();
  out.clear_error();
  return error;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    llvm::errs() << "usage: chanvet_embed_dialects OUTPUT FILE...\n";
    return 2;
  }
  std::vector<Packed> dialects;
  bool hasFailed = false;
  for (StringRef path : llvm::ArrayRef(argv, argc).drop_front(2)) {
    llvm::Expected<Packed> packed = packFile(path);
    if (packed) {
      dialects.push_back(std::move(*packed));
      continue;
    }
    llvm::errs() << llvm::toString(packed.takeError()) << '\n';
    hasFailed = true;
  }
  if (hasFailed) return 1;
  llvm::sort(dialects, [](const Packed& a, const Packed& b) { return a.name < b.name; });
  if (std::error_code error = writeFile(argv[1], dialects)) {
    llvm::errs() << argv[1] << ": error: cannot write: " << error.message() << '\n';
    return 1;
  }
  return 0;
}
