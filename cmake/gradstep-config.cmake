# find_package(gradstep) has gradstep::gradstep, the headers; with COMPONENTS compiled also
# gradstep::compiled: the library that was installed beside this file, or else one that is built in
# the project, of the rules in GRADSTEP_ONLY.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/gradstep-targets.cmake)

foreach(component IN LISTS gradstep_FIND_COMPONENTS)
  if(component STREQUAL "compiled")
    if(NOT TARGET gradstep::compiled)
      include(${CMAKE_CURRENT_LIST_DIR}/gradstep-library.cmake OPTIONAL)
    endif()
    if(NOT TARGET gradstep::compiled)
      include(${CMAKE_CURRENT_LIST_DIR}/compiled.cmake)
      cmake_path(SET gradstep_source NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../../gradstep/gradstep.cpp)
      gradstep_add_compiled(${gradstep_source})
    endif()
    set(gradstep_compiled_FOUND TRUE)
  elseif(gradstep_FIND_REQUIRED_${component})
    set(gradstep_FOUND FALSE)
    set(gradstep_NOT_FOUND_MESSAGE "gradstep has the component compiled, and no ${component}")
  endif()
endforeach()
