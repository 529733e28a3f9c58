#!/usr/bin/env bash
# Builds every fuzz target as OSS-Fuzz and ClusterFuzzLite want it. They give CC, CXX, CFLAGS,
# CXXFLAGS, LIB_FUZZING_ENGINE, SRC, WORK and OUT; nothing about compilers, sanitizers or engines is
# decided here. `ci/fuzz --contract` does what they do, without containers.

set -euo pipefail

source_dir=${STOMPCHECK:-$SRC/stompcheck}
build_dir=$WORK/stompcheck

cmake -S "$source_dir" -B "$build_dir" -G Ninja \
  -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
  -DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_CXX_FLAGS="$CXXFLAGS" -DCMAKE_BUILD_TYPE=None \
  -DSTOMPCHECK_FUZZ=ON -DSTOMPCHECK_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" \
  -DSTOMPCHECK_NET=OFF -DBUILD_TESTING=OFF -DOPENSSL_USE_STATIC_LIBS=ON

while read -r name folders; do
  [ -n "$name" ] || continue
  cmake --build "$build_dir" --target "fuzz_$name"
  cp "$build_dir/fuzz/fuzz_$name" "$OUT/$name"
  cp "$source_dir/fuzz/stomp.dict" "$OUT/$name.dict"
  printf '[libfuzzer]\nmax_len = 4096\n' >"$OUT/$name.options"
  # One flat archive; a name is prefixed with its folder's, or two could be the same.
  staging=$(mktemp -d)
  for folder in $folders; do
    for file in "$folder"/*; do
      cp "$file" "$staging/$(basename "$folder")-$(basename "$file")"
    done
  done
  (cd "$staging" && python3 -m zipfile -c "$OUT/${name}_seed_corpus.zip" ./*)
  rm -r "$staging"
done <"$build_dir/fuzz/targets.txt"
