# `cmake --install`, and packages of the same files through CPack: the program, its data, its manual
# and completions. The program finds its data relative to itself (conformance/cli/data.hpp), so what
# is installed may be moved as a whole.
#
#   cmake --workflow --preset release
#   cmake --install build/release --prefix ~/.local
#   cpack --config build/release/CPackConfig.cmake -G DEB        (or -G TGZ)

include(GNUInstallDirs)

# One program is installed, so a package need not wait for fuzz targets to be built.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(data ${CMAKE_INSTALL_DATADIR}/stompcheck)
set(written ${PROJECT_BINARY_DIR}/installed)

# The program describes itself, so that no manual can be older than it. When installing and not when
# building: programs with sanitizers need not start where they are built.
function(stompcheck_write file)
  list(JOIN ARGN " " words)
  install(CODE "
    file(MAKE_DIRECTORY \"${written}\")
    execute_process(COMMAND \"$<TARGET_FILE:stompcheck>\" ${words}
      OUTPUT_FILE \"${written}/${file}\" COMMAND_ERROR_IS_FATAL ANY)")
endfunction()

install(TARGETS stompcheck RUNTIME)

install(DIRECTORY scenarios/ DESTINATION ${data}/scenarios
  FILES_MATCHING PATTERN "*.json" PATTERN "README.md")
install(DIRECTORY conformance/targets/ DESTINATION ${data}/targets
  FILES_MATCHING PATTERN "*.json" PATTERN "README.md")
install(FILES reports/schema/events.schema.json reports/schema/report.schema.json
  reports/schema/selfcheck.schema.json reports/schema/junit.xsd
  reference_broker/config/settings.schema.json DESTINATION ${data}/schema)
install(FILES README.md README.zh-CN.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY guides DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

stompcheck_write(stompcheck.1 man)
stompcheck_write(stompcheck.bash completions bash)
stompcheck_write(_stompcheck completions zsh)
stompcheck_write(stompcheck.fish completions fish)
install(FILES ${written}/stompcheck.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${written}/stompcheck.bash RENAME stompcheck
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${written}/_stompcheck DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${written}/stompcheck.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME stompcheck)
set(CPACK_PACKAGE_VENDOR "The stompcheck project")
set(CPACK_PACKAGE_CONTACT "The stompcheck project")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/package)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
# Which shared libraries of which version: asked of the program (dpkg-dev).
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Judges any STOMP 1.0, 1.1 or 1.2 message broker by quoted clauses of the
specifications, writes reports for people and for CI, and serves as a
reference broker itself.")
include(CPack)
