# cmake -DOUTPUT=... -DINPUT=waits.txt -P EmbedWaits.cmake: a source that holds the file.
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "#include \"stacks/BuiltInWaits.h\"

namespace chanvet::stacks::detail {

llvm::StringRef builtInWaits() { return R\"chanvet_waits(${text})chanvet_waits\"; }

}  // namespace chanvet::stacks::detail
")
