#include "driver/Statements.h"

#include <string>
#include <tuple>
#include <vector>

#include <clang/AST/ASTContext.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringRef.h>

namespace chanvet::driver {

namespace {

// Compares every statement and declaration with what was found so far for each comment of its file.
class Finder : public clang::RecursiveASTVisitor<Finder> {
 public:
  Finder(clang::ASTContext& context, std::vector<report::Comment*> comments)
      : sources_(context.getSourceManager()) {
    for (report::Comment* comment : comments) wanted_.push_back({comment, locate(*comment)});
  }

  bool VisitStmt(clang::Stmt* statement) {
    look(statement->getSourceRange());
    return true;
  }
  bool VisitDecl(clang::Decl* declaration) {
    if (!declaration->isImplicit()) look(declaration->getSourceRange());
    return true;
  }

 private:
  // A place in a file; columns are not needed past the comparison of starts.
  struct Position {
    clang::FileID file;
    unsigned offset = 0;
  };
  struct Wanted {
    report::Comment* comment;
    Position end;
    bool found = false;
    unsigned first = 0, last = 0;  // offsets
  };

  Position locate(const report::Comment& comment) {
    auto file = sources_.getFileManager().getOptionalFileRef(comment.place.file);
    if (!file) return {};
    clang::SourceLocation location =
        sources_.translateFileLineCol(*file, comment.place.endLine, comment.place.endColumn);
    auto [id, offset] = sources_.getDecomposedLoc(location);
    return {id, offset};
  }

  void look(clang::SourceRange range) {
    if (range.isInvalid()) return;
    clang::SourceRange expansion = sources_.getExpansionRange(range).getAsRange();
    auto [file, begin] = sources_.getDecomposedLoc(expansion.getBegin());
    auto [endFile, end] = sources_.getDecomposedLoc(expansion.getEnd());
    if (file != endFile) return;
    for (Wanted& wanted : wanted_) {
      if (wanted.end.file != file || begin < wanted.end.offset) continue;
      bool isCloser =
          !wanted.found || begin < wanted.first || (begin == wanted.first && end > wanted.last);
      if (!isCloser) continue;
      wanted.found = true;
      wanted.first = begin;
      wanted.last = end;
      wanted.comment->statementFirstLine = sources_.getLineNumber(file, begin);
      wanted.comment->statementLastLine = sources_.getLineNumber(file, end);
    }
  }

  clang::SourceManager& sources_;
  std::vector<Wanted> wanted_;
};

}  // namespace

void findStatements(clang::ASTContext& context, std::vector<report::Comment>& comments) {
  std::vector<report::Comment*> wanted;
  for (report::Comment& comment : comments)
    if (llvm::StringRef(comment.text).contains("chanvet")) wanted.push_back(&comment);
  if (!wanted.empty()) Finder(context, std::move(wanted)).TraverseAST(context);
}

}  // namespace chanvet::driver
