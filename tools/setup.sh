# Sourced by tools/run, tools/test and .ci/run: installs what is missing and builds.
# Everything here does nothing, quickly, when it has been done before.

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${CHANVET_BUILD:-$SOURCE/build}

# What chanvet is built with.
BUILD_PACKAGES=(
  clang-22 libclang-22-dev libclang-cpp22-dev llvm-22-dev llvm-22-tools
  libcli11-dev libfmt-dev libjemalloc-dev libyaml-cpp-dev
  cmake ninja-build ccache git python3
)
# What its tests need besides: libraries that dialects describe, and the tools of tests.
TEST_PACKAGES=(
  clang-format-22 clang-tidy-22 chromium hyperfine patch pre-commit valgrind
  fish lua5.4 man-db mandoc zsh
  munge openssh-client openssh-server parallel slurm-client slurmctld slurmd
  python3-jsonschema python3-psutil python3-yaml
  libabsl-dev libboost-fiber1.81-dev libboost1.81-dev libconcurrentqueue-dev libtbb-dev
)
# Commands that come from elsewhere on many machines: the package is wanted only when the command
# is not there.
TEST_COMMANDS=(node:nodejs npm:npm)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "error: $*"
  exit 3
}

# Prints those of the given packages that are not installed.
missing_packages() {
  local installed package
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qx "$package installed" <<<"$installed" || printf '%s\n' "$package"
  done
}

# Prints the packages of those command:package pairs whose command is not there.
missing_commands() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || printf '%s\n' "${pair#*:}"
  done
}

install_packages() {
  local -a missing=("$@") as_root=()
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null ||
    die "missing: ${missing[*]}; this script installs them on Debian only"
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "missing: ${missing[*]}; run as root, or: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "could not install: ${missing[*]} (all of what was said: $log)"
  fi
  rm -f "$log"
}

install_for_build() {
  local -a missing
  mapfile -t missing < <(missing_packages "${BUILD_PACKAGES[@]}")
  install_packages "${missing[@]}"
}

install_for_tests() {
  local -a missing
  mapfile -t missing < <(
    missing_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    missing_commands "${TEST_COMMANDS[@]}"
  )
  install_packages "${missing[@]}"
}

# The validators of SARIF, from the lock file of test/report into the build.
install_npm_packages() {
  local from=$SOURCE/test/report file
  [[ -f $from/package-lock.json ]] || return 0
  [[ -d $BUILD/node_modules ]] && cmp -s "$from/package-lock.json" "$BUILD/.npm-installed" && return 0
  say "installing the validators of test/report"
  for file in package.json package-lock.json .npmrc; do
    [[ -f $from/$file ]] && cp "$from/$file" "$BUILD/$file"
  done
  npm ci --prefix "$BUILD" --no-audit --no-fund --loglevel=error >&2 ||
    die "npm could not install the packages of test/report/package.json"
  cp "$from/package-lock.json" "$BUILD/.npm-installed"
}

configure() {
  [[ -f $BUILD/build.ninja ]] && return 0
  say "configuring $BUILD"
  cmake -S "$SOURCE" -B "$BUILD" -G Ninja -DCMAKE_C_COMPILER=clang-22 \
    -DCMAKE_CXX_COMPILER=clang++-22 --log-level=WARNING >&2 || die "cmake failed"
}

# ninja --quiet still says that it did nothing.
without_chatter() { grep --line-buffered -v '^ninja: \(no work to do\|Entering directory\)' || true; }

# build TARGETS...: with progress the first time; silent when there is nothing to do.
build() {
  configure
  local -a how=()
  [[ -x $BUILD/bin/chanvet ]] && how=(--quiet)
  ninja -C "$BUILD" "${how[@]}" "$@" 2>&1 | without_chatter >&2 || die "the build failed"
}
