# chanvet_add_target(NAME [ALL] [TARGETS target...] [CHECKS globs...] [FAIL_ON severity]
#                    [SARIF file] [OPTIONS option...])
#
# Makes a target that analyses the program: `cmake --build build --target NAME`. It fails where
# chanvet finds something.
#
#   ALL      build it with everything else
#   TARGETS  the targets whose sources are looked at, made before; without it everything in the
#            compile database
#   CHECKS   as --checks:  CHECKS -* channel-*
#   FAIL_ON  the least severity that makes it fail: error, warning (the default), info, none
#   SARIF    write a report to this file too; relative to the build's folder
#   OPTIONS  what else `chanvet check` takes
#
# Nothing is compiled for it. Headers that the build generates have to be there: make NAME depend on
# the target that makes them (add_dependencies).
#
# The generator has to be one that writes compile_commands.json: Ninja, or Makefiles.
include_guard(GLOBAL)

find_program(CHANVET_PROGRAM chanvet HINTS ${CMAKE_CURRENT_LIST_DIR}/../../../bin
             DOC "The analyser chanvet")

# The sources of the targets that clang can parse, as absolute paths.
function(_chanvet_sources result)
  set(sources "")
  foreach(target IN LISTS ARGN)
    if(NOT TARGET ${target})
      message(FATAL_ERROR "chanvet_add_target: there is no target '${target}'")
    endif()
    get_target_property(files ${target} SOURCES)
    get_target_property(directory ${target} SOURCE_DIR)
    foreach(file IN LISTS files)
      if(file MATCHES "\\.(c|cc|cp|cpp|cxx|c\\+\\+|C|cppm|ixx)$")
        cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${directory} NORMALIZE)
        list(APPEND sources ${file})
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES sources)
  set(${result} "${sources}" PARENT_SCOPE)
endfunction()

function(chanvet_add_target name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "ALL" "FAIL_ON;SARIF" "TARGETS;CHECKS;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "chanvet_add_target: unknown argument '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT CHANVET_PROGRAM)
    message(FATAL_ERROR "chanvet_add_target: chanvet is not installed; set CHANVET_PROGRAM to it")
  endif()
  if(NOT CMAKE_EXPORT_COMPILE_COMMANDS)
    message(FATAL_ERROR "chanvet_add_target: CMAKE_EXPORT_COMPILE_COMMANDS must be ON before the "
                        "targets are made")
  endif()

  set(options -p ${CMAKE_BINARY_DIR})
  if(arg_CHECKS)
    list(JOIN arg_CHECKS "," globs)
    list(APPEND options --checks=${globs})
  endif()
  if(arg_FAIL_ON)
    list(APPEND options --fail-on ${arg_FAIL_ON})
  endif()
  if(arg_SARIF)
    cmake_path(ABSOLUTE_PATH arg_SARIF BASE_DIRECTORY ${CMAKE_BINARY_DIR})
    list(APPEND options --format short --output - --format sarif --output ${arg_SARIF})
  endif()
  _chanvet_sources(sources ${arg_TARGETS})
  if(arg_TARGETS AND NOT sources)
    message(FATAL_ERROR "chanvet_add_target: no sources in: ${arg_TARGETS}")
  endif()

  set(all "")
  if(arg_ALL)
    set(all ALL)
  endif()
  add_custom_target(${name} ${all}
                    COMMAND ${CHANVET_PROGRAM} check ${options} ${arg_OPTIONS} ${sources}
                    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
                    COMMENT "Looking for leaks and deadlocks"
                    VERBATIM USES_TERMINAL)
endfunction()
