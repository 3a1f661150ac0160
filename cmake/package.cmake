# What is installed. In a wheel the prefix is the folder gradstep: gradstep/include, gradstep/share.
include(CMakePackageConfigHelpers)
set(package share/cmake/gradstep)
set(made ${PROJECT_BINARY_DIR}/package)
write_basic_package_version_file(
  ${made}/gradstep-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
configure_file(cmake/gradstep.pc.in ${made}/gradstep.pc @ONLY)
install(DIRECTORY cpp/include/ DESTINATION include)
install(TARGETS gradstep EXPORT gradstep)
install(EXPORT gradstep FILE gradstep-targets.cmake NAMESPACE gradstep:: DESTINATION ${package})
install(FILES cmake/gradstep-config.cmake cmake/compiled.cmake
              ${made}/gradstep-config-version.cmake DESTINATION ${package})
install(FILES cpp/src/gradstep.cpp DESTINATION share/gradstep)
install(FILES ${made}/gradstep.pc DESTINATION share/pkgconfig)

# The library and the two files that say where it is, if it was built; a wheel has the extension
# instead. The files are made with the library, so that they are installed only with it.
if(NOT SKBUILD)
  include(GNUInstallDirs)
  set(library ${CMAKE_STATIC_LIBRARY_PREFIX}gradstep_compiled${CMAKE_STATIC_LIBRARY_SUFFIX})
  set(of_library ${made}/of_library)
  configure_file(cmake/gradstep-library.cmake.in ${of_library}/gradstep-library.cmake @ONLY)
  configure_file(cmake/gradstep-compiled.pc.in ${of_library}/gradstep-compiled.pc @ONLY)
  add_custom_command(
    TARGET gradstep_compiled
    POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E copy ${of_library}/gradstep-library.cmake
            ${of_library}/gradstep-compiled.pc ${made})
  install(TARGETS gradstep_compiled ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} OPTIONAL)
  install(FILES ${made}/gradstep-library.cmake DESTINATION ${package} OPTIONAL)
  install(FILES ${made}/gradstep-compiled.pc DESTINATION share/pkgconfig OPTIONAL)
endif()
