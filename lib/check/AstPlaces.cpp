#include "check/AstPlaces.h"

#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>

#include "model/SourcePath.h"

namespace chanvet::check {

Place placeOf(const clang::ASTContext& context, clang::SourceRange range) {
  const clang::SourceManager& sources = context.getSourceManager();
  clang::CharSourceRange expansion = sources.getExpansionRange(range);
  auto [file, offset] = sources.getDecomposedLoc(expansion.getBegin());
  clang::SourceLocation last = expansion.getEnd();
  if (expansion.isTokenRange())
    last = clang::Lexer::getLocForEndOfToken(last, 0, sources, context.getLangOpts());
  auto entry = sources.getFileEntryRefForID(file);
  if (!entry) return {};
  auto [endFile, endOffset] = sources.getDecomposedLoc(last);
  if (endFile != file || endOffset < offset) endOffset = offset;
  return {model::pathOf(*entry), sources.getLineNumber(file, offset),
          sources.getColumnNumber(file, offset), sources.getLineNumber(file, endOffset),
          sources.getColumnNumber(file, endOffset)};
}

bool isMacroArgument(const clang::ASTContext& context, clang::SourceLocation location) {
  const clang::SourceManager& sources = context.getSourceManager();
  while (location.isMacroID() && sources.isAtStartOfImmediateMacroExpansion(location)) {
    if (sources.isMacroArgExpansion(location)) return true;
    location = sources.getImmediateExpansionRange(location).getBegin();
  }
  return false;
}

}  // namespace chanvet::check
