# Sourced by checks: Docker Compose as the machine's docker has it, or else built here by Go.
if ! command -v docker > /dev/null; then
  echo "no docker: its command line is what \`docker compose\` is a part of; on Debian: apt-get install docker.io"
  exit 77
fi
if ! docker compose version > /dev/null 2>&1; then
  command -v go > /dev/null || { echo "no docker compose, and no go, which builds it"; exit 77; }
  compose=$project/target/ci/compose
  if [ ! -x "$compose/docker-compose" ]; then
    echo "building docker compose (minutes)"
    mkdir -p "$compose"
    # go install does not take a program whose module excludes versions of others.
    (cd "$compose" && rm -f go.mod go.sum && go mod init compose && go get github.com/docker/compose/v2/cmd@v2.40.3 \
      && go build -o docker-compose github.com/docker/compose/v2/cmd) > "$compose/build.log" 2>&1 \
      || { tail -20 "$compose/build.log"; exit 1; }
  fi
  mkdir -p "$compose/config/cli-plugins"
  ln -sf "$compose/docker-compose" "$compose/config/cli-plugins/"
  export DOCKER_CONFIG=$compose/config
  docker compose version
fi
