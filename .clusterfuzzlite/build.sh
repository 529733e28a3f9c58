#!/usr/bin/env bash
exec bash "$SRC/stompcheck/fuzz/ossfuzz/build.sh"
