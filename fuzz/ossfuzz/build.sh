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
  -DSTOMPCHECK_NET=OFF -DBUILD_TESTING=OFF -DOPENSSL_USE_STATIC_LIBS=ON \
  -DZLIB_USE_STATIC_LIBS=ON

# What the suite's cases send.
cmake --build "$build_dir" --target fuzz_seeds
"$build_dir/fuzz/fuzz_seeds" "$build_dir/seeds" "$source_dir"

while read -r name dictionary folders; do
  [ -n "$name" ] || continue
  cmake --build "$build_dir" --target "fuzz_$name" </dev/null
  cp "$build_dir/fuzz/fuzz_$name" "$OUT/$name"
  cp "$dictionary" "$OUT/$name.dict"
  # Longer sessions are slow, and find no more; documents are long by nature.
  case $dictionary in */json.dict) octets=8192 ;; *) octets=4096 ;; esac
  printf '[libfuzzer]\nmax_len = %d\n' "$octets" >"$OUT/$name.options"
  # One flat archive; a name is prefixed with its folders', or two could be the same.
  staging=$(mktemp -d)
  for folder in $folders; do
    while read -r file; do
      cp "$folder/$file" "$staging/$(basename "$folder")-${file//\//-}"
    done < <(cd "$folder" && find . -type f -printf '%P\n')
  done
  (cd "$staging" && python3 -m zipfile -c "$OUT/${name}_seed_corpus.zip" ./*)
  rm -r "$staging"
done <"$build_dir/fuzz/targets.txt"
