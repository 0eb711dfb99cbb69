# Sourced by checks: plugins of docker's command line as the machine's docker has them, or else built here by Go.
if ! command -v docker > /dev/null; then
  echo "no docker: its command line is what \`docker compose\` and \`docker buildx\` are parts of; on Debian: apt-get install docker.io"
  exit 77
fi

# docker_plugins NAME ...: compose, buildx
docker_plugins() {
  local name
  for name in "$@"; do
    docker "$name" version > /dev/null 2>&1 || export DOCKER_CONFIG=$project/target/ci/docker
  done
  for name in "$@"; do
    docker "$name" version > /dev/null 2>&1 || build_plugin "$name"
    docker "$name" version
  done
}

build_plugin() {
  local module version package folder=$DOCKER_CONFIG/$1
  case $1 in
    compose) module=github.com/docker/compose/v2 version=v2.40.3 package=$module/cmd ;;
    buildx) module=github.com/docker/buildx version=v0.29.1 package=$module/cmd/buildx ;;
  esac
  command -v go > /dev/null || { echo "no docker $1, and no go, which builds it"; exit 77; }
  echo "building docker $1 (minutes)"
  mkdir -p "$folder" "$DOCKER_CONFIG/cli-plugins"
  # go install does not take a program whose module excludes versions of others. Compose asks buildx for its version.
  (cd "$folder" && rm -f go.mod go.sum && go mod init "$1" && go get "$package@$version" \
    && go build -ldflags "-X $module/version.Version=$version" -o "docker-$1" "$package") > "$folder/build.log" 2>&1 \
    || { tail -20 "$folder/build.log"; exit 1; }
  mv "$folder/docker-$1" "$DOCKER_CONFIG/cli-plugins/"
}
