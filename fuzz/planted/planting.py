"""Makes a program that has one planted bug, out of a finished build.

    program = plant(directory, ROOT, bug)      # directory: configured and built, with Ninja

One compilation and one link: the file with the bug becomes an object of its own, which stands
before the libraries when the program is linked once more. A linker takes an archive's member only
for what is still undefined, so the right object is left where it is; were both taken, the link
would fail for symbols that are defined twice. Neither the sources nor the build are touched.

A bug has a `name`, a `file`, the `changes` of it (what is there once, and what is there instead),
and the `program` that shall have it.
"""

import json
import pathlib
import shlex
import subprocess


class Unplantable(Exception):
    """A bug that does not fit, compile or link."""


def misfits(root, bug):
    """Why it cannot be planted in the sources as they are: sentences, or none."""
    right = (root / bug.file).read_text()
    return [f"{bug.name}: its place in {bug.file} is there {right.count(find)} times, not once"
            for find, replace in bug.changes if right.count(find) != 1 or find == replace]


def plant(directory, root, bug):
    if misfits(root, bug):
        raise Unplantable(f"{bug.name} no longer fits {bug.file}: ci/fuzz --check-planted")
    home = directory / "planted" / bug.name
    source, object_file = home / bug.file, home / "planted.o"
    program = home / pathlib.Path(bug.program).name
    wrong = (root / bug.file).read_text()
    for find, replace in bug.changes:
        wrong = wrong.replace(find, replace)
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(wrong)
    execute(directory, compilation(directory, root / bug.file, source, object_file))
    execute(directory, link(directory, bug.program, object_file, program))
    return program


def compilation(directory, right, source, object_file):
    """The command that compiles `right`, for `source` in its place."""
    for entry in json.loads((directory / "compile_commands.json").read_text()):
        if pathlib.Path(entry["file"]) == right:
            words = shlex.split(entry["command"])
            words[words.index("-o") + 1] = str(object_file)
            words[words.index("-c") + 1] = str(source)
            return [*words, "-w"]  # what a bug leaves unused is no reason not to build it
    raise Unplantable(f"{right} is not compiled in {directory}")


def link(directory, made, object_file, program):
    """The command that links what the build calls `made`, for another program, and with one more
    object."""
    told = subprocess.run(["ninja", "-C", directory, "-t", "commands", "-s", made], check=False,
                          capture_output=True, text=True)
    # CMake writes ": && command && :".
    words = [word for word in shlex.split(told.stdout) if word not in (":", "&&")]
    if told.returncode or made not in words:
        raise Unplantable(f"how {made} is linked is not known: {told.stderr}")
    at = words.index(made)
    return [*words[:at], str(program), str(object_file), *words[at + 1:]]


def execute(directory, words):
    result = subprocess.run(words, cwd=directory, check=False, capture_output=True, text=True)
    if result.returncode:
        raise Unplantable(f"{shlex.join(words)}\n{result.stdout}{result.stderr}")
