# Sourced by checks: a Docker engine of the check's own, which needs neither a bridge nor the machine's packet filter, and
# the base images of the stack, made here under their names, since none can be pulled.
engine=$project/target/ci/engine

for program in dockerd containerd runc docker debootstrap go; do
  command -v "$program" > /dev/null || { echo "no $program, of which the check makes its engine and images; on Debian: apt-get install docker.io debootstrap golang"; exit 77; }
done
[ "$(id -u)" = 0 ] || { echo "a Docker engine is started by root alone"; exit 77; }

start_engine() {
  # A socket's path is short.
  sockets=$(mktemp -d /tmp/engine.XXXXXX)
  mkdir -p "$engine"
  echo '{}' > "$sockets/daemon.json"
  setsid dockerd --config-file "$sockets/daemon.json" --iptables=false --ip6tables=false --bridge=none \
    --data-root "$engine/data" --exec-root "$sockets/exec" --pidfile "$sockets/pid" --host "unix://$sockets/docker.sock" \
    > "$engine/dockerd.log" 2>&1 &
  engine_process=$!
  export DOCKER_HOST=unix://$sockets/docker.sock
  local attempt
  for attempt in $(seq 120); do
    ! docker info > /dev/null 2>&1 || return 0
    kill -0 "$engine_process" 2> /dev/null || break
    sleep 0.5
  done
  echo "no Docker engine can be started here; it says:"
  tail -5 "$engine/dockerd.log"
  exit 77
}

stop_engine() {
  if [ -n "${engine_process:-}" ]; then
    kill "$engine_process" 2> /dev/null && wait "$engine_process" 2> /dev/null || true
    rm -rf "$sockets"
  fi
}

# substitute TARGET NAME ...: the image of .ci/images/Dockerfile under the names that are to be had of a registry elsewhere.
substitute() {
  local target=$1 name
  shift
  # With --quiet, Compose does not let a build have the machine's network where it builds by buildx.
  docker compose --project-name substitutes --file "$engine/context/compose.yml" build "$target" > "$engine/$target.log" 2>&1 \
    || { tail -20 "$engine/$target.log"; exit 1; }
  for name in "$@"; do
    docker tag "lastmile-check/$target" "$name"
    echo "$name is a substitute"
  done
}

# make_base_images TARGET ...: those of .ci/images/Dockerfile that a check needs; for minio, $s3 is its program.
make_base_images() {
  if ! docker image inspect lastmile-check/debian:bookworm > /dev/null 2>&1; then
    echo "making a base image (minutes)"
    rm -rf "$engine/debian"
    debootstrap --variant=minbase --include=ca-certificates bookworm "$engine/debian" > "$engine/debootstrap.log"
    tar -C "$engine/debian" --create . | docker import - lastmile-check/debian:bookworm > /dev/null
    rm -rf "$engine/debian"
  fi
  local context=$engine/context target
  rm -rf "$context"
  mkdir -p "$context/machine/ssl/certs"
  cp .ci/images/* "$context"
  # How this machine reaches its registries is no matter of the images' own.
  cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$context/machine/ssl/certs/ca-certificates.crt"
  [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$context/machine/"
  {
    echo "services:"
    for target in python java postgres minio; do
      echo "  $target: {image: lastmile-check/$target, build: {context: ., target: $target, network: host}}"
    done
  } > "$context/compose.yml"
  for target in "$@"; do
    case $target in
      python) substitute python "$(sed -n 's/^FROM //p' compose/mlflow/Dockerfile)" ;;
      java) substitute java $(sed -n 's/^FROM \(eclipse-temurin:.*\) AS java17$/\1/p' template-serving/src/main/docker/Dockerfile.jvm compose/jupyter/Dockerfile) ;;
      postgres) substitute postgres $(sed -n 's/.*POSTGRES_IMAGE:-\([^}]*\)}.*/\1/p' compose/mlflow/compose.yml) ;;
      minio)
        ln "$s3" "$context/minio" 2> /dev/null || cp "$s3" "$context/minio"
        # An image that is made here cannot have the digest.
        substitute minio $(sed -n 's/.*S3_IMAGE:-\([^}@]*\)[}@].*/\1/p' compose/mlflow/compose.yml)
        ;;
    esac
  done
}
