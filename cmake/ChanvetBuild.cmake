# How everything is compiled: standard, optimisation, warnings, ccache.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# The checks are part of a program and of a module that others load.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

include(GNUInstallDirs)

# Optimised, with assertions: an analyser that is wrong about its own state must stop, not go on and
# report. No debug information by default: clang's headers make it larger than the program.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
add_compile_options(-UNDEBUG -Wall -Wextra)

# clang writes the time into a precompiled header unless told not to, and ccache needs to be told
# that the macros a precompiled header may define are no reason to miss.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
else()
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>")
  # As LLVM does: g++ sees uninitialised values in its containers that are not there, and calls moves
  # into llvm::Expected redundant that other compilers need.
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized;-Wno-redundant-move>")
endif()
find_program(CHANVET_CCACHE ccache)
if(CHANVET_CCACHE AND (NOT CMAKE_CXX_COMPILER_LAUNCHER OR
                       CMAKE_CXX_COMPILER_LAUNCHER MATCHES "(^|/)ccache$"))
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CHANVET_CCACHE})
endif()
