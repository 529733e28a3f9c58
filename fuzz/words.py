#!/usr/bin/env python3
"""Writes fuzz/json.dict, the words of our JSON languages, from their schemas.

  fuzz/words.py           writes it
  fuzz/words.py --check   exit status 1 where it is old
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMAS = ("scenarios/schema/scenario.schema.json",
           "reference_broker/config/settings.schema.json")
SYNTAX = ("{", "}", "[", "]", ":", ",", '"', "{}", "[]", "null", "true", "false", "0", "-1",
          "1e999", "9223372036854775807", "9223372036854775808", "\\u0000", "\\ud800", "${",
          '{"$by": "', '{"$by": "run", "case": ', '"control": ', "\\n", "\\u001b")


def words_of(schema):
    """Property names, and the values that are listed one by one."""
    if isinstance(schema, list):
        for each in schema:
            yield from words_of(each)
    elif isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in [*schema.get("enum", []), schema.get("const")]:
            if isinstance(value, str):
                yield value
        for each in schema.values():
            yield from words_of(each)


def escaped(text):
    return "".join(chr(octet) if 32 <= octet < 127 and chr(octet) not in '"\\'
                   else f"\\x{octet:02x}" for octet in text.encode())


def dictionary():
    words = set()
    for schema in SCHEMAS:
        words.update(words_of(json.loads((ROOT / schema).read_text())))
    entries = [*SYNTAX, *(f'"{word}"' for word in sorted(words))]
    return ("# The words of scenarios and settings. Made by fuzz/words.py.\n" +
            "".join(f'"{escaped(entry)}"\n' for entry in entries))


def main():
    file = ROOT / "fuzz" / "json.dict"
    if "--check" in sys.argv[1:]:
        if file.is_file() and file.read_text() == dictionary():
            return 0
        print("fuzz/json.dict is old: run fuzz/words.py", file=sys.stderr)
        return 1
    file.write_text(dictionary())
    return 0


if __name__ == "__main__":
    sys.exit(main())
