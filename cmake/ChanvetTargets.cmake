# The functions that make the targets of this project out of its folders.

set(CHANVET_LIB_DIR ${CMAKE_SOURCE_DIR}/lib)

# One precompiled header for every target that reads clang's headers.
if(CHANVET_PCH)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/pch.cpp CONTENT "")
  add_library(chanvet_pch OBJECT ${CMAKE_BINARY_DIR}/generated/pch.cpp)
  target_compile_options(chanvet_pch PRIVATE -fno-rtti)
  target_link_libraries(chanvet_pch PRIVATE chanvet_llvm)
  target_precompile_headers(chanvet_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/ClangHeaders.h)
endif()

# chanvet_use_pch(TARGET): compiles TARGET's sources with the precompiled clang headers.
function(chanvet_use_pch target)
  if(CHANVET_PCH)
    target_precompile_headers(${target} REUSE_FROM chanvet_pch)
  endif()
endfunction()

# chanvet_library(ROOM [DEPENDS rooms...] [EXTERNAL targets...] [RTTI globs...] [PCH]
#                 [EXCEPT globs...])
# Makes chanvet_<room> of lib/<room>/*.cpp, an interface library as long as there are none.
# Run-time type information is off as in clang, but for the files that match RTTI (users of yaml-cpp
# and CLI11). PCH: with the precompiled clang headers, but for the files that match RTTI or EXCEPT.
function(chanvet_library room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PCH" "" "DEPENDS;EXTERNAL;RTTI;EXCEPT")
  set(target chanvet_${room})
  set(dir ${CHANVET_LIB_DIR}/${room})
  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp)

  set(links ${arg_EXTERNAL})
  foreach(dependency IN LISTS arg_DEPENDS)
    list(APPEND links chanvet_${dependency})
  endforeach()

  if(NOT sources)
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${CHANVET_LIB_DIR})
    target_link_libraries(${target} INTERFACE ${links})
    return()
  endif()

  add_library(${target} STATIC ${sources})
  target_include_directories(${target} PUBLIC ${CHANVET_LIB_DIR})
  target_link_libraries(${target} PUBLIC ${links})
  target_compile_options(${target} PRIVATE -fno-rtti)
  foreach(glob IN LISTS arg_RTTI)
    file(GLOB with_rtti CONFIGURE_DEPENDS ${dir}/${glob})
    if(with_rtti)
      set_source_files_properties(${with_rtti} PROPERTIES COMPILE_OPTIONS -frtti
                                  SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
  foreach(glob IN LISTS arg_EXCEPT)
    file(GLOB without_pch CONFIGURE_DEPENDS ${dir}/${glob})
    if(without_pch)
      set_source_files_properties(${without_pch} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
  if(arg_PCH)
    chanvet_use_pch(${target})
  endif()
endfunction()

# chanvet_define(ROOM definitions...): definitions for the sources of a room, once it has some.
function(chanvet_define room)
  get_target_property(type chanvet_${room} TYPE)
  if(NOT type STREQUAL "INTERFACE_LIBRARY")
    target_compile_definitions(chanvet_${room} PRIVATE ${ARGN})
  endif()
endfunction()

# Makes chanvet_shipped_dialects, which has the dialect files in the form that tools/embed-dialects
# writes. A mistake in one of them is an error of the build.
function(chanvet_embed_dialects)
  add_executable(chanvet_embed_dialects ${CMAKE_SOURCE_DIR}/tools/embed-dialects/main.cpp)
  target_link_libraries(chanvet_embed_dialects PRIVATE chanvet_dialect)
  target_compile_options(chanvet_embed_dialects PRIVATE -fno-rtti)

  file(GLOB dialects CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/dialects/*.yaml)
  set(output ${CMAKE_BINARY_DIR}/generated/EmbeddedDialects.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND chanvet_embed_dialects ${output} ${dialects}
    DEPENDS ${dialects}
    COMMENT "Embedding the dialects"
    VERBATIM)
  add_library(chanvet_shipped_dialects STATIC ${output}
              ${CHANVET_LIB_DIR}/dialect/shipped/Shipped.cpp)
  target_link_libraries(chanvet_shipped_dialects PUBLIC chanvet_dialect)
  target_compile_options(chanvet_shipped_dialects PRIVATE -fno-rtti)
endfunction()

# Builds the page of lib/report/html into chanvet_report, as chanvet::report::detail::htmlPage().
function(chanvet_embed_page)
  set(folder ${CHANVET_LIB_DIR}/report/html)
  set(output ${CMAKE_BINARY_DIR}/generated/HtmlPage.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DFOLDER=${folder}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedPage.cmake
    DEPENDS ${folder}/page.html ${folder}/style.css ${folder}/script.js
            ${CMAKE_SOURCE_DIR}/cmake/EmbedPage.cmake
    COMMENT "Embedding the page of --format html"
    VERBATIM)
  target_sources(chanvet_report PRIVATE ${output})
endfunction()

# Builds lib/stacks/waits.txt into chanvet_stacks, as chanvet::stacks::detail::builtInWaits().
function(chanvet_embed_waits)
  set(input ${CHANVET_LIB_DIR}/stacks/waits.txt)
  set(output ${CMAKE_BINARY_DIR}/generated/BuiltInWaits.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DINPUT=${input}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedWaits.cmake
    DEPENDS ${input} ${CMAKE_SOURCE_DIR}/cmake/EmbedWaits.cmake
    COMMENT "Embedding what functions wait for"
    VERBATIM)
  target_sources(chanvet_stacks PRIVATE ${output})
endfunction()

# Every folder checks/<group>/<what>/ with a check.cpp becomes an object library that registers the
# check <group>-<what>; its doc.md is what `kCheckDoc` says in a header that the build includes first.
function(chanvet_add_checks)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/checks/*/*/check.cpp)
  set(targets "")
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH dir)
    cmake_path(RELATIVE_PATH dir BASE_DIRECTORY ${CMAKE_SOURCE_DIR}/checks OUTPUT_VARIABLE name)
    string(REPLACE "/" "-" name ${name})
    string(MAKE_C_IDENTIFIER chanvet_check_${name} target)

    set(header ${CMAKE_BINARY_DIR}/generated/docs/${name}.h)
    add_custom_command(
      OUTPUT ${header}
      COMMAND ${CMAKE_COMMAND} -DOUTPUT=${header} -DINPUT=${dir}/doc.md
              -P ${CMAKE_SOURCE_DIR}/cmake/EmbedDoc.cmake
      DEPENDS ${dir}/doc.md ${CMAKE_SOURCE_DIR}/cmake/EmbedDoc.cmake
      COMMENT "Embedding the documentation of ${name}"
      VERBATIM)

    add_library(${target} OBJECT ${source} ${header})
    target_link_libraries(${target} PRIVATE chanvet_check fmt::fmt)
    target_compile_definitions(${target} PRIVATE CHANVET_CHECK_NAME="${name}")
    target_compile_options(${target} PRIVATE -fno-rtti "SHELL:-include ${header}")
    list(APPEND targets ${target})
  endforeach()
  set(CHANVET_CHECK_TARGETS ${targets} PARENT_SCOPE)
endfunction()

# The command, once it has sources.
function(chanvet_add_program)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/chanvet/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(chanvet ${sources})
  # The states of the explorer are many small pieces of memory: it takes two thirds of the time
  # that it takes with glibc's malloc.
  target_link_libraries(chanvet PRIVATE chanvet_driver chanvet_stacks ${CHANVET_CHECK_TARGETS}
                        ${CHANVET_LIBJEMALLOC})
endfunction()

# What the command says of itself, for cmake --install: completions of shells, and the manual page.
function(chanvet_add_shell_files)
  set(folder ${CMAKE_BINARY_DIR}/generated/shell)
  set(outputs "")
  foreach(file IN ITEMS "chanvet.bash completion bash" "chanvet.fish completion fish"
                        "_chanvet completion zsh" "chanvet.1 man")
    separate_arguments(arguments UNIX_COMMAND "${file}")
    list(POP_FRONT arguments name)
    add_custom_command(
      OUTPUT ${folder}/${name}
      COMMAND ${CMAKE_COMMAND} -DOUTPUT=${folder}/${name} "-DCOMMAND=$<TARGET_FILE:chanvet>;${arguments}"
              -P ${CMAKE_SOURCE_DIR}/cmake/Capture.cmake
      DEPENDS chanvet ${CMAKE_SOURCE_DIR}/cmake/Capture.cmake
      COMMENT "Writing ${name}"
      VERBATIM)
    list(APPEND outputs ${folder}/${name})
  endforeach()
  add_custom_target(chanvet_shell_files ALL DEPENDS ${outputs})
endfunction()

# The checks as a module that clang-tidy loads. What it needs of clang-tidy, the program has.
function(chanvet_add_tidy_module)
  if(NOT EXISTS ${LLVM_INCLUDE_DIRS}/clang-tidy/ClangTidyModule.h)
    message(STATUS "The module for clang-tidy is not built: its headers are not in "
                   "${LLVM_INCLUDE_DIRS}")
    return()
  endif()
  add_library(chanvet_tidy_module OBJECT ${CMAKE_SOURCE_DIR}/tools/chanvet-tidy/Module.cpp)
  target_link_libraries(chanvet_tidy_module PRIVATE chanvet_driver)
  target_compile_options(chanvet_tidy_module PRIVATE -fno-rtti)
  add_library(chanvet_tidy MODULE $<TARGET_OBJECTS:chanvet_tidy_module>)
  set_target_properties(chanvet_tidy PROPERTIES OUTPUT_NAME chanvet-tidy
                        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  target_link_libraries(chanvet_tidy PRIVATE chanvet_driver ${CHANVET_CHECK_TARGETS})
endfunction()

# clangd with the module linked in, where LLVM brings clangd as libraries.
function(chanvet_add_clangd)
  if(NOT CHANVET_CLANGD_LIBRARIES OR NOT TARGET chanvet_tidy_module)
    message(STATUS "chanvet-clangd is not built: it needs the module for clang-tidy, and "
                   "libclangdMain.a in ${LLVM_LIBRARY_DIRS}")
    return()
  endif()
  add_executable(chanvet-clangd ${CMAKE_SOURCE_DIR}/tools/chanvet-clangd/main.cpp
                 $<TARGET_OBJECTS:chanvet_tidy_module>)
  target_compile_options(chanvet-clangd PRIVATE -fno-rtti)
  target_link_libraries(chanvet-clangd PRIVATE chanvet_driver ${CHANVET_CHECK_TARGETS}
                        -Wl,--start-group ${CHANVET_CLANGD_LIBRARIES} -Wl,--end-group chanvet_llvm)
endfunction()
