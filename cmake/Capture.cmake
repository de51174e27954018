# cmake -DOUTPUT=... "-DCOMMAND=program;argument..." -P Capture.cmake: a file of what the command prints.
execute_process(COMMAND ${COMMAND} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${OUTPUT} "${text}")
