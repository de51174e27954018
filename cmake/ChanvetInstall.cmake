# What `cmake --install` lays out. Nothing in it knows where it lies. The documentation keeps the
# shape it has here, so that its links hold.
install(TARGETS chanvet RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
set(shell ${CMAKE_BINARY_DIR}/generated/shell)
install(FILES ${shell}/chanvet.bash RENAME chanvet
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${shell}/_chanvet DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${shell}/chanvet.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${shell}/chanvet.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
unset(shell)
if(TARGET chanvet_tidy)
  install(TARGETS chanvet_tidy LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
if(TARGET chanvet-clangd)
  install(TARGETS chanvet-clangd RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY share/cmake/ DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/chanvet)
install(DIRECTORY share/bazel share/ci share/editors DESTINATION ${CMAKE_INSTALL_DATADIR}/chanvet)
install(PROGRAMS share/distributed/chanvet-ssh
        DESTINATION ${CMAKE_INSTALL_DATADIR}/chanvet/distributed)
install(FILES share/distributed/chanvet-map.sbatch share/distributed/chanvet-check.sbatch
        DESTINATION ${CMAKE_INSTALL_DATADIR}/chanvet/distributed)
install(DIRECTORY dialects DESTINATION ${CMAKE_INSTALL_DATADIR}/chanvet
        FILES_MATCHING PATTERN *.yaml)
install(DIRECTORY share/ DESTINATION ${CMAKE_INSTALL_DATADIR}/chanvet
        FILES_MATCHING PATTERN *.schema.json)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR}
        FILES_MATCHING PATTERN *.md PATTERN *.cpp PATTERN *.png)
install(DIRECTORY checks DESTINATION ${CMAKE_INSTALL_DOCDIR}
        FILES_MATCHING PATTERN doc.md PATTERN Inputs EXCLUDE)
