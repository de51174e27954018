# cmake -DOUTPUT=... -DINPUTS=a.yaml;b.yaml -P EmbedDialects.cmake: a source that holds the files.
set(entries "")
foreach(input IN LISTS INPUTS)
  cmake_path(GET input STEM name)
  file(READ ${input} text)
  string(APPEND entries "    {\"${name}\", R\"chanvet_dialect(${text})chanvet_dialect\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"dialect/Embedded.h\"

namespace chanvet::dialect::detail {

namespace {
const EmbeddedDialect kDialects[] = {
${entries}    {\"\", \"\"},  // an array must not be empty
};
}  // namespace

llvm::ArrayRef<EmbeddedDialect> embeddedDialects() { return llvm::ArrayRef(kDialects).drop_back(); }

}  // namespace chanvet::dialect::detail
")
