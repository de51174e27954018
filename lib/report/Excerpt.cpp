#include "report/Excerpt.h"

#include <algorithm>
#include <map>

#include <llvm/ADT/STLExtras.h>

#include "report/TextLayout.h"

namespace chanvet::report {
namespace {

constexpr unsigned kContext = 3;

struct File {
  std::string name;
  std::map<unsigned, ExcerptLine> marked;  // by number
};

class Excerpts {
 public:
  Excerpts(const Finding& finding, const Schedule& schedule, SourceCache& sources)
      : sources_(sources) {
    addPrimary(finding.place);
    for (const RelatedPlace& related : finding.related) {
      if (related.place.isValid()) lineAt(related.place).notes.push_back(related.message);
    }
    for (std::size_t i = 0; i < schedule.steps.size(); ++i) {
      const Place& place = schedule.steps[i].step->place;
      if (place.isValid()) lineAt(place).steps.push_back(i);
    }
  }

  std::vector<FileExcerpt> excerpts() const {
    std::vector<FileExcerpt> found;
    for (const File& file : files_) found.push_back(excerptOf(file));
    return found;
  }

 private:
  void addPrimary(const Place& place) {
    if (!place.isValid()) return;
    ExcerptLine& line = lineAt(place);
    const ShownLine shown(sources_.line(place.file, place.line).value_or(""));
    line.isPrimary = true;
    line.markFrom = shown.shownColumn(place.column);
    line.markTo = place.endLine > place.line ? shown.width() : shown.shownColumn(place.endColumn);
    line.markTo = std::max(line.markTo, std::min(line.markFrom + 1, shown.width()));
  }

  ExcerptLine& lineAt(const Place& place) {
    auto file = llvm::find_if(files_, [&](const File& f) { return f.name == place.file; });
    if (file == files_.end()) {
      files_.push_back({place.file, {}});
      file = std::prev(files_.end());
    }
    ExcerptLine& line = file->marked[place.line];
    line.number = place.line;
    return line;
  }

  // Two marked lines are in one block when what is around them meets, or all but.
  FileExcerpt excerptOf(const File& file) const {
    FileExcerpt excerpt;
    excerpt.file = file.name;
    excerpt.isReadable = sources_.text(file.name).has_value();
    const unsigned context = excerpt.isReadable ? kContext : 0;
    unsigned next = 1;  // the first line that is not shown yet
    for (const auto& [number, line] : file.marked) {
      const unsigned from = number > context ? number - context : 1;
      if (excerpt.blocks.empty() || from > next + 1) {
        excerpt.blocks.emplace_back();
        next = from;
      }
      ExcerptBlock& block = excerpt.blocks.back();
      for (; next <= number + context; ++next) addLine(file, next, block);
    }
    return excerpt;
  }

  void addLine(const File& file, unsigned number, ExcerptBlock& block) const {
    const auto text = sources_.line(file.name, number);
    const auto marked = file.marked.find(number);
    if (!text && marked == file.marked.end()) return;
    block.push_back(marked == file.marked.end() ? ExcerptLine{} : marked->second);
    block.back().number = number;
    block.back().text = ShownLine(text.value_or("")).text();
  }

  SourceCache& sources_;
  std::vector<File> files_;
};

}  // namespace

std::vector<FileExcerpt> excerptsOf(const Finding& finding, const Schedule& schedule,
                                    SourceCache& sources) {
  return Excerpts(finding, schedule, sources).excerpts();
}

}  // namespace chanvet::report
