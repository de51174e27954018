# find_package(chanvet): gives chanvet_add_target().
include(${CMAKE_CURRENT_LIST_DIR}/chanvet.cmake)
