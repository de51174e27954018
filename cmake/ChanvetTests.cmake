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
add_subdirectory(test/report/tool)
