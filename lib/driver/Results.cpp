#include "driver/Results.h"

#include <utility>

#include "cache/Bytes.h"

// In the namespace of Writer and Reader, where their own functions find those for what is in lists.
namespace chanvet::cache {

using driver::ExploredPart;
using driver::ExploredProgram;
using driver::Held;
using driver::PartResult;
using driver::ProgramsResult;
using driver::ProgramSurvey;
using driver::UnitResult;
using driver::WorkerResult;

template <class Archive>
void transfer(Archive& archive, Place& place) {
  transferAll(archive, place.file, place.line, place.column, place.endLine, place.endColumn);
}

template <class Archive>
void transfer(Archive& archive, RelatedPlace& related) {
  transferAll(archive, related.place, related.message);
}

template <class Archive>
void transfer(Archive& archive, TraceStep& step) {
  transferAll(archive, step.place, step.message, step.fiber, step.depth, step.operation,
              step.primitive, step.state, step.peer, step.choice, step.isBlocked, step.isAssumed,
              step.isNext);
}

template <class Archive>
void transfer(Archive& archive, Edit& edit) {
  transferAll(archive, edit.range, edit.replacement);
}

template <class Archive>
void transfer(Archive& archive, Fix& fix) {
  transferAll(archive, fix.description, fix.edits);
}

// But for what only reports and dumps bring.
template <class Archive>
void transfer(Archive& archive, Finding& finding) {
  transferAll(archive, finding.check, finding.severity, finding.message, finding.place,
              finding.function, finding.primitives, finding.related, finding.trace, finding.fix);
}

template <class Archive>
void transfer(Archive& archive, check::OfferedFix& offered) {
  transferAll(archive, offered.check, offered.place, offered.fix);
}

template <class Archive>
void transfer(Archive& archive, Held& held) {
  transferAll(archive, held.findings, held.fixes);
}

template <class Archive>
void transfer(Archive& archive, report::Comment& comment) {
  transferAll(archive, comment.place, comment.text, comment.statementFirstLine,
              comment.statementLastLine);
}

template <class Archive>
void transfer(Archive& archive, Cut& cut) {
  transferAll(archive, cut.function, cut.message);
}

template <class Archive>
void transfer(Archive& archive, explore::Statistics& cost) {
  transferAll(archive, cost.root, cost.states, cost.transitions, cost.steps, cost.fibers,
              cost.waiting, cost.graphBytes, cost.waitingBytes, cost.isCut, cost.seconds);
}

template <class Archive>
void transfer(Archive& archive, UnitResult& result) {
  std::vector<std::pair<std::string, std::uint64_t>> files(result.files.begin(),
                                                           result.files.end());
  transferAll(archive, result.failure, result.warnings, result.notes, files, result.comments,
              result.findings, result.held, result.cut, result.explored, result.name, result.model,
              result.modelKey, result.outline, result.read);
  if constexpr (Archive::kReads) result.files.insert(files.begin(), files.end());
}

template <class Archive>
void transfer(Archive& archive, ExploredProgram& program) {
  transferAll(archive, program.root, program.cut, program.explored, program.conflicts,
              program.failure);
}

template <class Archive>
void transfer(Archive& archive, WorkerResult& result) {
  transferAll(archive, result.bytes, result.failure);
}

template <class Archive>
void transfer(Archive& archive, ProgramSurvey::Question& question) {
  transferAll(archive, question.finding, question.place);
}

template <class Archive>
void transfer(Archive& archive, ProgramSurvey& survey) {
  transferAll(archive, survey.members, survey.conflicts, survey.digest, survey.entries,
              survey.questions);
}

template <class Archive>
void transfer(Archive& archive, explore::Defect& defect) {
  transferAll(archive, defect.verdict, defect.finding, defect.cause, defect.subject);
}

template <class Archive>
void transfer(Archive& archive, explore::Evidence& evidence) {
  std::vector<Place> doubtful(evidence.doubtful.begin(), evidence.doubtful.end());
  transferAll(archive, evidence.isComplete, evidence.isFaultless, doubtful);
  if constexpr (Archive::kReads) evidence.doubtful.insert(doubtful.begin(), doubtful.end());
}

template <class Archive>
void transfer(Archive& archive, ExploredPart& part) {
  transferAll(archive, part.defects, part.evidence, part.answers, part.ran, part.cut,
              part.explored);
}

template <class Archive>
void transfer(Archive& archive, PartResult& result) {
  transferAll(archive, result.survey, result.wasKept, result.explored);
}

template <class Archive>
void transfer(Archive& archive, ProgramsResult& result) {
  transferAll(archive, result.programs, result.findings);
}

}  // namespace chanvet::cache

namespace chanvet::driver {

namespace {

template <class T>
std::string encodeAny(T& value) {
  cache::Writer writer;
  transfer(writer, value);
  return writer.take();
}

template <class T>
std::optional<T> decodeAny(llvm::StringRef bytes) {
  cache::Reader reader(bytes);
  T value;
  transfer(reader, value);
  if (!reader.hasSucceeded()) return std::nullopt;
  return value;
}

}  // namespace

std::string encode(std::vector<UnitResult> results) { return encodeAny(results); }
std::string encode(WorkerResult result) { return encodeAny(result); }
std::string encode(Finding finding) { return encodeAny(finding); }
std::string encode(ProgramSurvey survey) { return encodeAny(survey); }
std::string encode(ExploredPart part) { return encodeAny(part); }
std::string encode(PartResult result) { return encodeAny(result); }
std::string encode(ProgramsResult result) { return encodeAny(result); }

std::optional<std::vector<UnitResult>> decodeUnits(llvm::StringRef bytes) {
  return decodeAny<std::vector<UnitResult>>(bytes);
}

std::optional<WorkerResult> decodeWorker(llvm::StringRef bytes) {
  return decodeAny<WorkerResult>(bytes);
}

std::optional<ProgramSurvey> decodeSurvey(llvm::StringRef bytes) {
  return decodeAny<ProgramSurvey>(bytes);
}

std::optional<ExploredPart> decodePart(llvm::StringRef bytes) {
  return decodeAny<ExploredPart>(bytes);
}

std::optional<PartResult> decodePartResult(llvm::StringRef bytes) {
  return decodeAny<PartResult>(bytes);
}

std::optional<ProgramsResult> decodePrograms(llvm::StringRef bytes) {
  return decodeAny<ProgramsResult>(bytes);
}

}  // namespace chanvet::driver
