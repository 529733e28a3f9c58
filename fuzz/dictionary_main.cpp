// fuzz_dictionary FILE: writes the dictionary, which the build does not do by itself because
// fuzzers elsewhere are given the stored one.

#include <fstream>

#include "fuzz/mutator/vocabulary.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ofstream file(argv[1], std::ios::binary);
  file << fuzz::dictionary();
  file.close();
  return file ? 0 : 1;
}
