# The installed library by pkg-config and a compiler command, from a place where it was not
# installed to:
#   cmake -DCXX=... -DFLAGS=... -DPKG_CONFIG=... -DPREFIX=... -DTO=... -DRUN=... -P pkg_config.cmake
file(REMOVE_RECURSE ${TO})
file(COPY ${PREFIX}/ DESTINATION ${TO})
set(ENV{PKG_CONFIG_PATH} ${TO}/share/pkgconfig)
function(ask output)
  execute_process(COMMAND ${PKG_CONFIG} ${ARGN} OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE
                  COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(said UNIX_COMMAND "${said}")
  set(${output} ${said} PARENT_SCOPE)
endfunction()
ask(flags --cflags --libs gradstep-compiled)
ask(source --variable=source gradstep)
foreach(path ${TO}/include/gradstep/gradstep.hpp ${source})
  if(NOT EXISTS ${path})
    message(FATAL_ERROR "there is no ${path}")
  endif()
endforeach()
execute_process(COMMAND ${CXX} -std=c++20 ${FLAGS} ${CMAKE_CURRENT_LIST_DIR}/consumer.cpp ${flags}
                        -o ${TO}/compiled COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${RUN} ${TO}/compiled COMMAND_ERROR_IS_FATAL ANY)
