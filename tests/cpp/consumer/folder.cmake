# The headers copied into a folder of one's own, with the library's one source beside them, and
# compiler commands:
#   cmake -DCXX=... -DOTHER=... -DFLAGS=... -DSOURCE=... -DTO=... -DRUN=... -P folder.cmake
file(REMOVE_RECURSE ${TO})
file(MAKE_DIRECTORY ${TO})
file(COPY ${SOURCE}/cpp/include ${SOURCE}/cpp/src/gradstep.cpp DESTINATION ${TO})
file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/consumer.cpp ${TO}/main.cpp)
function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${TO} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()
set(common -std=c++20 ${FLAGS} -I include)
run(${CXX} ${common} -fno-exceptions -fno-rtti main.cpp -pthread -o headers)
run(${RUN} ./headers)
run(${OTHER} ${common} -DGRADSTEP_COMPILED -DGRADSTEP_ONLY=AdamW main.cpp gradstep.cpp -pthread -o compiled)
run(${RUN} ./compiled)
