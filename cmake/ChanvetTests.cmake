# Folders of programs with a known verdict, SUITE/CASE/bug.cpp: their findings are replayed.
set(beside ${PROJECT_SOURCE_DIR}/../shared/corpus)
if(NOT EXISTS ${beside})
  set(beside "")
endif()
set(CHANVET_CORPUS "${beside}" CACHE PATH "Programs whose findings test/replay/corpus-*.test replay")
unset(beside)

# lit's configuration of this build: build/{test,checks,docs}/lit.site.cfg.py. tools/test runs it.
foreach(suite IN ITEMS test checks docs)
  set(CHANVET_SUITE ${suite})
  configure_file(test/lit.site.cfg.py.in ${CMAKE_BINARY_DIR}/${suite}/lit.site.cfg.py @ONLY)
endforeach()

# Tools that only tests use. They are no part of `all`: tools/test builds them.
add_subdirectory(test/dialect/tool)
add_subdirectory(test/report/tool)

# The reference library precompiled, as the programs of documentation that tests run include it.
find_program(CHANVET_TEST_CXX NAMES clang++-22 clang++ HINTS ${LLVM_TOOLS_BINARY_DIR})
file(GLOB_RECURSE csp_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/test/csp/include/*.h)
set(csp_pch ${CMAKE_BINARY_DIR}/test/csp.pch)
add_custom_command(
  OUTPUT ${csp_pch}
  COMMAND ${CHANVET_TEST_CXX} -std=c++20 -pthread -O0 -w -I ${CMAKE_SOURCE_DIR}/test/csp/include
          -x c++-header ${CMAKE_SOURCE_DIR}/test/csp/include/csp/csp.h -o ${csp_pch}
  DEPENDS ${csp_headers}
  VERBATIM)
add_custom_target(chanvet_csp_pch DEPENDS ${csp_pch})
