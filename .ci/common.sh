# Sourced by .ci/run, .ci/all and the checks: how a check is run, timed and counted.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$project"
passed=0 failed=0 skipped=0
outcomes=()

# check NAME COMMAND [ARGUMENT ...]: runs it; exit code 77 means that it could not run here.
check() {
  local name=$1 start=$SECONDS code=0 outcome
  shift
  echo "=== $name"
  "$@" || code=$?
  case $code in
    0) passed=$((passed + 1)); outcome="passed in $((SECONDS - start)) s" ;;
    77) skipped=$((skipped + 1)); outcome=SKIPPED ;;
    *) failed=$((failed + 1)); outcome="FAILED with exit code $code after $((SECONDS - start)) s" ;;
  esac
  echo "=== $name $outcome"
  outcomes+=("$name $outcome")
}

# The last lines of a tier: every check again, since a log is read from its end.
finish() {
  printf '=== %s\n' "${outcomes[@]}"
  echo "checks: $passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}

# A free port below those for outgoing connections, one of which might take it before its server does.
free_port() {
  python3 - <<'EOF'
import random, socket
while True:
    port = random.randrange(10000, 32000)
    with socket.socket() as tried:
        if tried.connect_ex(("127.0.0.1", port)):
            print(port)
            break
EOF
}

# A project folder of its own for a check, with free ports: data and models of the checkout stay as they are.
own_project() {
  local name
  for name in $(compgen -e | grep -E '^(LASTMILE|MLFLOW|AWS)_'); do
    unset "$name"
  done
  export LASTMILE_HOME
  LASTMILE_HOME=$(mktemp -d)
  export LASTMILE_TRACKING_PORT LASTMILE_SERVING_PORT
  LASTMILE_TRACKING_PORT=$(free_port)
  LASTMILE_SERVING_PORT=$(free_port)
}

# run_make TARGET ...: make, whose output is shown and kept in the file $output.
run_make() {
  make "$@" 2>&1 | tee "$output"
}

# expect PATTERN: ends the check where that output has no such line.
expect() {
  grep -Eq -- "$1" "$output" || { echo "make did not print: $1"; exit 1; }
}

# The response of the service in that output.
answer() {
  sed -n 's/^answer  *//p' "$output"
}

# copy_project FOLDER: what Git has of the checkout, for a check whose build must not take the place of what stands here.
copy_project() {
  git ls-files -z | xargs -0 cp --parents -t "$1"
}

# install_python FOLDER REQUIREMENTS: a Python environment with what the file of requirements names, made anew when that has changed.
install_python() {
  if ! cmp -s "$2" "$1/ready"; then
    rm -rf "$1"
    python3 -m venv "$1"
    "$1/bin/pip" install --quiet --requirement "$2"
    cp "$2" "$1/ready"
  fi
}

# The one with a real mlflow and a stock Spark; made once, by the first check that needs it.
python_environment() {
  venv=$project/target/ci/venv
  install_python "$venv" "$project/.ci/requirements.txt"
}

# The client's whole contract with the server at an address, and MLflow's own Java client as its peer.
protocol() {
  LASTMILE_TRACKING_CONTRACT_URI=$1 ./mvnw -B -q -am -pl libraries/tracking test -Dspotless.check.skip \
    -Dtest=ContractServerTest -Dsurefire.failIfNoSpecifiedTests=false -Dtest.excluded.groups=
  grep -l 'tests="[1-9]' libraries/tracking/target/surefire-reports/TEST-*ContractServerTest.xml
}

# The machine's Maven repository as links, without what is ours: an artifact of an earlier build would hide what a project lacks.
others_repository() {
  local machine=${MAVEN_REPOSITORY:-$HOME/.m2/repository} entry
  mkdir -p "$1/dev"
  for entry in "$machine"/* "$machine"/dev/*; do
    case $entry in "$machine/dev" | "$machine/dev/lastmile") ;; *) ln -sfn "$entry" "$1/${entry#"$machine"/}" ;; esac
  done
}

# Maven from now on installs into a folder of the check's own, over that.
own_repository() {
  others_repository "$1.others"
  export MAVEN_ARGS="-Dmaven.repo.local=$1 -Dmaven.repo.local.tail=$1.others"
}

# generate FOLDER -DgroupId=… -DartifactId=…: a project of the archetype that is built here, in that folder.
generate() {
  local jar=$project/archetype/target/lastmile-archetype-0.1.0.jar
  (
    cd "$1"
    "$project/mvnw" -q -B org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file -Dfile="$jar" -Dpackaging=jar
    "$project/mvnw" -q -B org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate -DarchetypeCatalog=local \
      -DarchetypeGroupId=dev.lastmile -DarchetypeArtifactId=lastmile-archetype -DarchetypeVersion=0.1.0 "${@:2}"
  )
}

# A path without Python, Docker, Node, Go and Maven: what a machine with a JDK, make and git has.
bare_path() {
  local folder=$1 tool
  mkdir -p "$folder"
  for tool in $(compgen -c | sort -u | grep -vE '^(python|pip|docker|podman|node|np[mx]|go|mvn|jupyter|airflow|conda|uv)'); do
    tool=$(type -P "$tool" || true)
    [ -z "$tool" ] || ln -sf "$tool" "$folder/"
  done
  export PATH=$folder
  ! command -v python3 docker mvn || { echo "the path is not bare"; return 1; }
}
