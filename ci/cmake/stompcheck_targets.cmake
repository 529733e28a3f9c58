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
      PROPERTIES TIMEOUT 600 LABELS "${arg_TEST_LABELS}")
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

# stompcheck_fuzzer(NAME [SOURCE FILE] [SHAPE frames|session] [DICTIONARY NAME] [SEEDS KIND]
#                   [CORPUS FOLDER...] DEPENDS ...)
# One promise, one file NAME.cpp, whose input has the shape that the mutator then knows (without
# one, the fuzzer's own mutations are used, with words from DICTIONARY.dict; stomp.dict where none
# is named). With STOMPCHECK_FUZZ it is a libFuzzer program;
# without, it is linked to a plain main() that replays files, so that every compiler builds it and
# ctest guards every input in corpus/NAME and in CORPUS, and every old crash in crashes/NAME.
# SEEDS: which of the inputs that fuzz_seeds writes below BUILD/seeds are for it, too.
function(stompcheck_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SHAPE;SOURCE;DICTIONARY;SEEDS" "CORPUS;DEPENDS")
  if(NOT arg_DICTIONARY)
    set(arg_DICTIONARY stomp)
  endif()
  if(NOT arg_SOURCE)
    set(arg_SOURCE ${name}.cpp)
  endif()
  add_executable(fuzz_${name} ${arg_SOURCE})
  target_link_libraries(fuzz_${name} PRIVATE stompcheck_options ${arg_DEPENDS})
  if(STOMPCHECK_FUZZ)
    target_link_libraries(fuzz_${name} PRIVATE ${STOMPCHECK_FUZZ_ENGINE})
    if(arg_SHAPE)
      stompcheck_fuzz_adapter(${arg_SHAPE})
      target_link_libraries(fuzz_${name} PRIVATE stompcheck_fuzz_${arg_SHAPE})
    endif()
  else()
    target_sources(fuzz_${name} PRIVATE replay_main.cpp)
  endif()
  set(inputs "")
  foreach(folder corpus/${name} crashes/${name} ${arg_CORPUS})
    cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    if(IS_DIRECTORY ${folder})
      list(APPEND inputs ${folder})
    endif()
  endforeach()
  # For scripts: each target's name, its dictionary, and its folders.
  set(folders ${inputs})
  if(arg_SEEDS)
    list(APPEND folders ${PROJECT_BINARY_DIR}/seeds/${arg_SEEDS})
  endif()
  list(JOIN folders " " folders)
  set_property(GLOBAL APPEND_STRING PROPERTY stompcheck_fuzzers
    "${name} ${CMAKE_CURRENT_SOURCE_DIR}/${arg_DICTIONARY}.dict ${folders}\n")
  if(BUILD_TESTING)
    if(inputs)
      if(STOMPCHECK_FUZZ)
        add_test(NAME fuzz/${name} COMMAND fuzz_${name} -runs=0 ${inputs})
      else()
        add_test(NAME fuzz/${name} COMMAND fuzz_${name} ${inputs})
      endif()
      set_tests_properties(fuzz/${name} PROPERTIES LABELS fuzz TIMEOUT 600)
    endif()
  endif()
endfunction()
