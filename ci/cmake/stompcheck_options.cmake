# What every target of ours is compiled with, as one interface library; and the dependencies, each
# with a sentence for people who lack it.

add_library(stompcheck_options INTERFACE)
target_include_directories(stompcheck_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(stompcheck_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  # Designated initializers leave members at their defaults on purpose.
  -Wno-missing-field-initializers
  $<$<BOOL:${STOMPCHECK_WERROR}>:-Werror>)

set(install_hint "run ci/setup, which installs it from the distribution's packages")

find_package(nlohmann_json 3.11 QUIET)
if(NOT nlohmann_json_FOUND)
  message(FATAL_ERROR
    "nlohmann/json 3.11 or later is missing (nlohmann-json3-dev): ${install_hint}")
endif()

find_package(OpenSSL 3 QUIET COMPONENTS SSL Crypto)
if(NOT OPENSSL_FOUND)
  message(FATAL_ERROR "OpenSSL 3 is missing (libssl-dev): ${install_hint}")
endif()

find_package(ZLIB QUIET)
if(NOT ZLIB_FOUND)
  message(FATAL_ERROR "zlib is missing (zlib1g-dev): ${install_hint}")
endif()

if(STOMPCHECK_NET)
  find_package(SQLite3 QUIET)
  if(NOT SQLite3_FOUND)
    message(FATAL_ERROR "SQLite is missing (libsqlite3-dev): ${install_hint}")
  endif()
  find_package(Boost 1.81 QUIET)
  if(NOT Boost_FOUND)
    message(FATAL_ERROR "Boost 1.81 or later is missing (libboost1.81-dev or newer): "
                        "${install_hint}; or configure with -DSTOMPCHECK_NET=OFF for what "
                        "needs no sockets")
  endif()
  find_package(CLI11 QUIET)
  if(NOT CLI11_FOUND)
    message(FATAL_ERROR "CLI11 is missing (libcli11-dev): ${install_hint}")
  endif()
  find_package(Threads REQUIRED)
  add_library(stompcheck_asio INTERFACE)
  # As system headers: their warnings are not ours to mend.
  target_include_directories(stompcheck_asio SYSTEM INTERFACE ${Boost_INCLUDE_DIRS})
  target_link_libraries(stompcheck_asio INTERFACE Threads::Threads)
  target_compile_definitions(stompcheck_asio INTERFACE
    BOOST_ASIO_NO_DEPRECATED BOOST_ERROR_CODE_HEADER_ONLY)
endif()

if(BUILD_TESTING)
  find_package(GTest 1.12 QUIET)
  if(NOT GTest_FOUND)
    message(FATAL_ERROR "GoogleTest is missing (libgtest-dev, libgmock-dev): ${install_hint}; "
                        "or configure with -DBUILD_TESTING=OFF")
  endif()
  include(GoogleTest)
endif()

if(STOMPCHECK_FUZZ AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "STOMPCHECK_FUZZ links libFuzzer, which comes with clang; this is "
                      "${CMAKE_CXX_COMPILER_ID}. Use the preset \"fuzz\".")
endif()
