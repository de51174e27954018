# The libraries of others. clang is linked by name: Debian's find_package(Clang) wants the static
# libraries of every clang tool, and gRPC with them.
find_package(LLVM 22.1 REQUIRED CONFIG HINTS /usr/lib/llvm-22)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_library(CHANVET_LIBJEMALLOC jemalloc REQUIRED)
find_path(CHANVET_JEMALLOC_INCLUDE_DIR jemalloc/jemalloc.h REQUIRED)

find_library(CHANVET_LIBCLANG_CPP clang-cpp HINTS ${LLVM_LIBRARY_DIRS} NO_DEFAULT_PATH REQUIRED)
find_library(CHANVET_LIBLLVM NAMES LLVM LLVM-${LLVM_VERSION_MAJOR} HINTS ${LLVM_LIBRARY_DIRS}
             NO_DEFAULT_PATH REQUIRED)

add_library(chanvet_llvm INTERFACE)
target_include_directories(chanvet_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_link_libraries(chanvet_llvm INTERFACE ${CHANVET_LIBCLANG_CPP} ${CHANVET_LIBLLVM})
separate_arguments(chanvet_llvm_definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(chanvet_llvm INTERFACE ${chanvet_llvm_definitions})

# Only programs are linked with jemalloc; the library is told of what it can do.
add_library(chanvet_jemalloc_headers INTERFACE)
target_include_directories(chanvet_jemalloc_headers SYSTEM INTERFACE ${CHANVET_JEMALLOC_INCLUDE_DIR})

# clang's own headers (stddef.h, immintrin.h ...), which every analysed unit needs.
set(CHANVET_CLANG_RESOURCE_DIR ${LLVM_LIBRARY_DIRS}/clang/${LLVM_VERSION_MAJOR})

# clangd comes as static libraries, in which the modules of clang-tidy are.
set(CHANVET_CLANGD_LIBRARIES "")
if(EXISTS ${LLVM_LIBRARY_DIRS}/libclangdMain.a)
  file(GLOB CHANVET_CLANGD_LIBRARIES
       ${LLVM_LIBRARY_DIRS}/libclangdMain.a ${LLVM_LIBRARY_DIRS}/libclangdSupport.a
       ${LLVM_LIBRARY_DIRS}/libclangDaemon*.a ${LLVM_LIBRARY_DIRS}/libclangTidy*.a
       ${LLVM_LIBRARY_DIRS}/libclangQuery.a ${LLVM_LIBRARY_DIRS}/libclangIncludeCleaner.a)
  list(FILTER CHANVET_CLANGD_LIBRARIES EXCLUDE REGEX "libclangTidy(Main|Plugin)\\.a$")
endif()
