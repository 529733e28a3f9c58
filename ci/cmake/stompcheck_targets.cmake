# One helper per kind of target, so that a folder's CMakeLists.txt is a list of its files.

# stompcheck_library(NAME SOURCES ... [DEPENDS ...] [TESTS ...] [TEST_DEPENDS ...]
#                    [TEST_LABELS ...])
# Makes the library stompcheck_NAME (alias stompcheck::NAME) and, of its TESTS, the program
# NAME_test. Tests are found when they run, not when they are built: a sanitizer build need not be
# started for that.
function(stompcheck_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;TESTS;TEST_DEPENDS;TEST_LABELS")
  add_library(stompcheck_${name} STATIC ${arg_SOURCES})
  add_library(stompcheck::${name} ALIAS stompcheck_${name})
  target_link_libraries(stompcheck_${name} PUBLIC stompcheck_options ${arg_DEPENDS})

  if(BUILD_TESTING AND arg_TESTS)
    add_executable(${name}_test ${arg_TESTS})
    target_link_libraries(${name}_test PRIVATE
      stompcheck::${name} ${arg_TEST_DEPENDS} GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE
      STOMPCHECK_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    gtest_discover_tests(${name}_test TEST_PREFIX ${name}/ DISCOVERY_MODE PRE_TEST
      PROPERTIES TIMEOUT 120 LABELS "${arg_TEST_LABELS}")
  endif()
endfunction()

# The mutator behind libFuzzer's interface, for inputs of one shape.
function(stompcheck_fuzz_adapter shape)
  if(NOT TARGET stompcheck_fuzz_${shape})
    add_library(stompcheck_fuzz_${shape} OBJECT ${PROJECT_SOURCE_DIR}/fuzz/mutator/libfuzzer.cpp)
    target_compile_definitions(stompcheck_fuzz_${shape} PRIVATE FUZZ_SHAPE=${shape})
    target_compile_options(stompcheck_fuzz_${shape} PRIVATE -fsanitize-coverage=0 -O2)
    target_link_libraries(stompcheck_fuzz_${shape} PUBLIC stompcheck::fuzz_mutator)
  endif()
endfunction()

# stompcheck_fuzzer(NAME [SHAPE frames|session] DEPENDS ...)
# One promise, one file NAME.cpp, whose input has the shape that the mutator then knows (without
# one, the fuzzer's own mutations are used). With STOMPCHECK_FUZZ it is a libFuzzer program;
# without, it is linked to a plain main() that replays files, so that every compiler builds it and
# ctest guards every seed in corpus/NAME and every old crash in crashes/NAME.
function(stompcheck_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SHAPE" "DEPENDS")
  add_executable(fuzz_${name} ${name}.cpp)
  target_link_libraries(fuzz_${name} PRIVATE stompcheck_options ${arg_DEPENDS})
  if(STOMPCHECK_FUZZ)
    target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    if(arg_SHAPE)
      stompcheck_fuzz_adapter(${arg_SHAPE})
      target_link_libraries(fuzz_${name} PRIVATE stompcheck_fuzz_${arg_SHAPE})
    endif()
  else()
    target_sources(fuzz_${name} PRIVATE replay_main.cpp)
  endif()
  if(BUILD_TESTING)
    set(inputs "")
    foreach(kind corpus crashes)
      if(IS_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/${kind}/${name})
        list(APPEND inputs ${CMAKE_CURRENT_SOURCE_DIR}/${kind}/${name})
      endif()
    endforeach()
    if(inputs)
      if(STOMPCHECK_FUZZ)
        add_test(NAME fuzz/${name} COMMAND fuzz_${name} -runs=0 ${inputs})
      else()
        add_test(NAME fuzz/${name} COMMAND fuzz_${name} ${inputs})
      endif()
      set_tests_properties(fuzz/${name} PROPERTIES LABELS fuzz TIMEOUT 120)
    endif()
  endif()
endfunction()
