#!/usr/bin/env bash
# Makes the virtual environment and installs what requirements.lock names, hash by hash.
# usage: deploy/setup.sh PYTHON VENV      PYTHON is tried first, then python3.14 … python3.11
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=${1:-python3}
venv=${2:-.venv}

fail() {
  printf 'make setup: %s\n' "$@" >&2
  exit 1
}

new_enough() {
  "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
  local candidate
  for candidate in "$wanted" python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && new_enough "$candidate"; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  local found
  found=$(command -v "$wanted" >/dev/null && "$wanted" --version 2>&1 || printf 'no %s' "$wanted")
  fail "Python 3.11 or newer is needed; here is: $found." \
    "Install one, or name one: make setup PYTHON=/path/to/python3.12"
}

if [ -x "$venv/bin/python" ] && ! new_enough "$venv/bin/python"; then
  fail "$venv was made with a Python older than 3.11." "Remove it (make clean) and run make setup again."
fi

# Without pip it is what an interrupted run left.
if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
  python=$(find_python)
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    fail "$python has no venv/ensurepip, so it cannot make a virtual environment." \
      "On Debian or Ubuntu: apt-get install python3-venv"
  printf 'make setup: %s with %s\n' "$venv" "$("$python" --version)"
  "$python" -m venv --clear "$venv"
fi

printf 'make setup: installing requirements.lock\n'
"$venv/bin/python" -m pip install --quiet --require-hashes --requirement requirements.lock
# Without isolation, so that nothing outside the lock is fetched to build the project itself.
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
