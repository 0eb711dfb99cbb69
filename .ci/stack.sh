# Sourced by checks: a real PostgreSQL, S3 store and MLflow of the check's own, in the folder $stack, each started and
# stopped by itself. They are found by the variables of PROFILE=stack.
stack=$(mktemp -d)
: "${S3_STORE:=minio}"
# With what a URL, a shell and SQL would read otherwise.
export POSTGRES_PASSWORD="postgres@/%' \$check" MLFLOW_DATABASE_PASSWORD="mlflow@/%' \$check"
export LASTMILE_CATALOG_PASSWORD="lake@/%' \$check" PREDICTIONS_DATABASE_PASSWORD="predictions@/%' \$check"
export S3_ROOT_USER=check-root S3_ROOT_PASSWORD=check-root-secret
export MLFLOW_S3_ACCESS_KEY_ID=check-mlflow MLFLOW_S3_SECRET_ACCESS_KEY=check-mlflow-secret
export AWS_ACCESS_KEY_ID=check-lake AWS_SECRET_ACCESS_KEY=check-lake-secret
postgresql_port=$(free_port) s3_port=$(free_port) mlflow_port=$(free_port)
export LASTMILE_CATALOG_URI=jdbc:postgresql://127.0.0.1:$postgresql_port/lake
export MLFLOW_S3_ENDPOINT_URL=http://127.0.0.1:$s3_port
export MLFLOW_TRACKING_URI=http://127.0.0.1:$mlflow_port

# PostgreSQL does not run as root.
as=()
[ "$(id -u)" != 0 ] || as=(runuser -u nobody --)

# await NAME COMMAND [ARGUMENT ...]: until the command succeeds, for two minutes.
await() {
  local name=$1 attempt
  shift
  for attempt in $(seq 240); do
    "$@" > /dev/null 2>&1 && return
    sleep 0.5
  done
  echo "$name did not start; it says:"
  tail -20 "$stack/$name.log"
  return 1
}

# The folder of PostgreSQL's programs; exit code 77 if there is none.
postgresql_programs() {
  programs=$(dirname "$(readlink -f "$(type -P initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -1)")")
  if [ ! -x "$programs/initdb" ]; then
    echo "there is no PostgreSQL here; on Debian: apt-get install postgresql"
    exit 77
  fi
}

start_postgresql() {
  postgresql_programs
  if [ ! -d "$stack/postgresql" ]; then
    mkdir -m 0777 "$stack/postgresql"
    chmod 0755 "$stack"
    (umask 022 && echo "$POSTGRES_PASSWORD" > "$stack/password")
    (cd / && "${as[@]}" "$programs/initdb" -D "$stack/postgresql/data" -U lastmile -A scram-sha-256 --pwfile "$stack/password" > /dev/null)
    rm "$stack/password"
  fi
  (cd / && "${as[@]}" "$programs/pg_ctl" -D "$stack/postgresql/data" -w -l "$stack/postgresql/log" \
    -o "-c listen_addresses=127.0.0.1 -p $postgresql_port -k $stack/postgresql" start > /dev/null)
}

stop_postgresql() {
  (cd / && "${as[@]}" "$programs/pg_ctl" -D "$stack/postgresql/data" -m immediate stop > /dev/null 2>&1) || true
}

# create_database NAME: one of the administrator's.
create_database() {
  PGPASSWORD=$POSTGRES_PASSWORD psql -q -h 127.0.0.1 -p "$postgresql_port" -U lastmile -d postgres -c "create database $1"
}

# Those of the stack, each with its role.
create_databases() {
  PGPASSWORD=$POSTGRES_PASSWORD psql -q -h 127.0.0.1 -p "$postgresql_port" -U lastmile -d postgres -f compose/postgres/databases.sql
}

# A role reaches its own database alone, and no program of the server's machine.
check_roles() {
  local role database password output
  for role in mlflow lake predictions; do
    case $role in mlflow) password=$MLFLOW_DATABASE_PASSWORD ;; lake) password=$LASTMILE_CATALOG_PASSWORD ;; *) password=$PREDICTIONS_DATABASE_PASSWORD ;; esac
    for database in mlflow lake predictions lastmile postgres; do
      output=$(PGPASSWORD=$password psql -h 127.0.0.1 -p "$postgresql_port" -U "$role" -d "$database" -Atc "select 'reached'" 2>&1) || true
      if [ "$role" = "$database" ]; then
        [ "$output" = reached ] || { echo "the role $role does not reach its database: $output"; return 1; }
      else
        case $output in *"permission denied for database"* | *"does not exist"*) ;; *) echo "the role $role reaches $database: $output"; return 1 ;; esac
      fi
    done
    output=$(PGPASSWORD=$password psql -h 127.0.0.1 -p "$postgresql_port" -U "$role" -d "$role" -c "copy (select 1) to program 'true'" 2>&1) || true
    case $output in *pg_execute_server_program*) ;; *) echo "the role $role runs programs: $output"; return 1 ;; esac
  done
  echo "PostgreSQL: each role reaches its own database alone"
}

# The S3 store's program, built by Go once.
s3_program() {
  local module
  case $S3_STORE in
    minio) module=github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c ;;
    versitygw) module=github.com/versity/versitygw/cmd/versitygw@v1.8.0 ;;
  esac
  s3=$(type -P "$S3_STORE" || true)
  if [ -z "$s3" ]; then
    s3=$project/target/ci/go/$S3_STORE
    if [ ! -x "$s3" ]; then
      command -v go > /dev/null || { echo "no go, which builds $S3_STORE"; exit 77; }
      echo "building $S3_STORE (minutes)"
      GOBIN=$project/target/ci/go go install "$module"
    fi
  fi
}

start_s3() {
  s3_program
  mkdir -p "$stack/s3"
  case $S3_STORE in
    minio)
      MINIO_ROOT_USER=$S3_ROOT_USER MINIO_ROOT_PASSWORD=$S3_ROOT_PASSWORD \
        "$s3" server "$stack/s3" --address "127.0.0.1:$s3_port" >> "$stack/s3.log" 2>&1 &
      ;;
    versitygw)
      mkdir -p "$stack/s3-users"
      ROOT_ACCESS_KEY=$S3_ROOT_USER ROOT_SECRET_KEY=$S3_ROOT_PASSWORD VGW_IAM_DIR=$stack/s3-users \
        "$s3" --port "127.0.0.1:$s3_port" posix "$stack/s3" >> "$stack/s3.log" 2>&1 &
      ;;
  esac
  s3_process=$!
  # As the job of the containers does.
  AWS_DEFAULT_REGION=us-east-1 MLFLOW_ACCESS_KEY_ID=$MLFLOW_S3_ACCESS_KEY_ID \
    MLFLOW_SECRET_ACCESS_KEY=$MLFLOW_S3_SECRET_ACCESS_KEY LAKE_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID \
    LAKE_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY await s3 "$venv/bin/python" compose/mlflow/buckets.py mlflow lake
}

# A bucket's user reaches its own bucket alone.
check_buckets() {
  "$venv/bin/python" - << 'PYTHON'
import os, boto3
from botocore.exceptions import ClientError
users = {"mlflow": ("MLFLOW_S3_ACCESS_KEY_ID", "MLFLOW_S3_SECRET_ACCESS_KEY"), "lake": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
for user, names in users.items():
    s3 = boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"], region_name="us-east-1",
                      aws_access_key_id=os.environ[names[0]], aws_secret_access_key=os.environ[names[1]])
    for bucket in users:
        for call in (lambda: s3.list_objects_v2(Bucket=bucket), lambda: s3.put_object(Bucket=bucket, Key="check", Body=b""),
                     lambda: s3.delete_object(Bucket=bucket, Key="check")):
            try:
                call()
                assert user == bucket, f"the user of {user} reaches {bucket}"
            except ClientError as refused:
                assert user != bucket and refused.response["Error"]["Code"] == "AccessDenied", (user, bucket, refused)
print("S3: each user reaches its own bucket alone")
PYTHON
}

stop_s3() {
  kill -9 "$s3_process" 2> /dev/null && wait "$s3_process" 2> /dev/null || true
}

start_mlflow() {
  (
    cd "$stack"
    export MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false PGPASSWORD=$MLFLOW_DATABASE_PASSWORD
    export AWS_ACCESS_KEY_ID=$MLFLOW_S3_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY=$MLFLOW_S3_SECRET_ACCESS_KEY
    exec setsid "$venv/bin/mlflow" server --host 127.0.0.1 --port "$mlflow_port" --workers 1 \
      --backend-store-uri "postgresql+psycopg2://mlflow@127.0.0.1:$postgresql_port/mlflow" \
      --artifacts-destination s3://mlflow >> "$stack/mlflow.log" 2>&1
  ) &
  mlflow_process=$!
  await mlflow curl -fsS "$MLFLOW_TRACKING_URI/health"
}

# With the processes that it started itself.
stop_mlflow() {
  kill -9 -- "-$mlflow_process" 2> /dev/null && wait "$mlflow_process" 2> /dev/null || true
}

start_stack() {
  start_postgresql
  create_databases
  check_roles
  start_s3
  check_buckets
  start_mlflow
}

stop_stack() {
  [ -z "${mlflow_process:-}" ] || stop_mlflow
  [ -z "${s3_process:-}" ] || stop_s3
  [ -z "${programs:-}" ] || stop_postgresql
  rm -rf "$stack"
}
