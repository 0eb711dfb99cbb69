# Sourced by checks: programs that Go builds once.

# go_program NAME PACKAGE@VERSION: sets $program to it; exit code 77 without Go, or where its module cannot be downloaded.
go_program() {
  program=$project/target/ci/go/$1-${2##*@}
  if [ ! -x "$program" ]; then
    command -v go > /dev/null || { echo "no go, which builds $1"; exit 77; }
    echo "building $1 (minutes)"
    local folder=$project/target/ci/go/build-$1
    mkdir -p "$folder"
    if ! GOBIN=$folder go install "$2" > "$folder/build.log" 2>&1; then
      tail -5 "$folder/build.log"
      echo "not run: $1 cannot be built here"
      exit 77
    fi
    mv "$folder/$1" "$program"
  fi
}
