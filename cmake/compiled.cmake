# The compiled library, from its one source in parts: the kernels of the rules take most of the
# time, so that several cores share them. gradstep_add_compiled(SOURCE) makes the target
# gradstep_compiled with the alias gradstep::compiled, which is built if something needs it. The
# package has this file too: it makes the library in the project of its user.
set(GRADSTEP_ONLY "" CACHE STRING
    "The rules that gradstep::compiled has: AdamW;SGD, say. All of them if it is empty")

function(gradstep_add_compiled source)
  set(parts 5)
  set(definitions GRADSTEP_COMPILED)
  if(GRADSTEP_ONLY)
    set(parts 2)
    list(JOIN GRADSTEP_ONLY "," only)
    list(APPEND definitions "GRADSTEP_ONLY=${only}")
  endif()
  add_library(gradstep_compiled STATIC EXCLUDE_FROM_ALL)
  math(EXPR last "${parts} - 1")
  foreach(part RANGE ${last})
    add_library(gradstep_part_${part} OBJECT EXCLUDE_FROM_ALL ${source})
    target_compile_definitions(gradstep_part_${part} PRIVATE GRADSTEP_PART=${part}
                                                             GRADSTEP_PARTS=${parts} ${definitions})
    target_link_libraries(gradstep_part_${part} PRIVATE gradstep::gradstep ${ARGN})
    if(NOT MSVC) # so that a linker can leave out what a program does not use
      target_compile_options(gradstep_part_${part} PRIVATE -ffunction-sections)
    endif()
    set_target_properties(
      gradstep_part_${part} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
                                       VISIBILITY_INLINES_HIDDEN ON)
    target_sources(gradstep_compiled PRIVATE $<TARGET_OBJECTS:gradstep_part_${part}>)
  endforeach()
  target_compile_definitions(gradstep_compiled INTERFACE GRADSTEP_COMPILED)
  target_link_libraries(gradstep_compiled PUBLIC gradstep::gradstep)
  set_target_properties(gradstep_compiled PROPERTIES LINKER_LANGUAGE CXX)
  add_library(gradstep::compiled ALIAS gradstep_compiled)
endfunction()
