// The code around the places of a finding.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "finding/Finding.h"
#include "report/Schedule.h"
#include "report/SourceCache.h"

namespace chanvet::report {

struct ExcerptLine {
  unsigned number = 0;
  std::string text;        // as it is shown: see ShownLine; empty when it cannot be read
  bool isPrimary = false;  // the finding's own place starts here
  unsigned markFrom = 0;   // that place, in shown columns, [markFrom, markTo)
  unsigned markTo = 0;
  std::vector<std::string> notes;  // of the related places that start here
  std::vector<std::size_t> steps;  // of the schedule that are taken here, by index
};

// Lines that follow each other.
using ExcerptBlock = std::vector<ExcerptLine>;

struct FileExcerpt {
  std::string file;
  bool isReadable = true;  // false: its lines have no text
  std::vector<ExcerptBlock> blocks;
};

// The lines with the places of the finding and of its schedule, each with some lines around. The
// file of the finding's own place comes first, then those of related places, then those of the
// schedule.
std::vector<FileExcerpt> excerptsOf(const Finding& finding, const Schedule& schedule,
                                    SourceCache& sources);

}  // namespace chanvet::report
