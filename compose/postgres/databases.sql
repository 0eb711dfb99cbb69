-- Read by PostgreSQL when its folder is empty: a database for each part of the stack, with a role that owns it and reaches no
-- other. By hand it brings an earlier folder to this, and gives the roles the passwords of .env:
-- docker compose exec postgres psql -U lastmile -f /docker-entrypoint-initdb.d/databases.sql
\set ON_ERROR_STOP on
\getenv mlflow_password MLFLOW_DATABASE_PASSWORD
\getenv lake_password LASTMILE_CATALOG_PASSWORD
\getenv predictions_password PREDICTIONS_DATABASE_PASSWORD
-- A statement that fails would be logged with the password in it.
SET log_min_error_statement = panic;
CREATE TEMPORARY TABLE parts (name text, password text);
INSERT INTO parts VALUES
  ('mlflow', :'mlflow_password'),
  -- The catalog of Iceberg.
  ('lake', :'lake_password'),
  -- The prediction log of the service.
  ('predictions', :'predictions_password');
SELECT format('CREATE ROLE %I', name) FROM parts WHERE name NOT IN (SELECT rolname FROM pg_roles)
\gexec
SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD %L', name, password) FROM parts
\gexec
SELECT format('CREATE DATABASE %I', name) FROM parts WHERE name NOT IN (SELECT datname FROM pg_database)
\gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', name, name) FROM parts
\gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname) FROM pg_database
\gexec
-- Tables of a folder in which one role owned everything.
\set tables 'SELECT format(''ALTER TABLE %s OWNER TO %I'', oid::regclass, current_database()) FROM pg_class WHERE relnamespace = ''public''::regnamespace AND relkind = ''r'' AND pg_get_userbyid(relowner) <> current_database()'
\connect mlflow
:tables
\gexec
\connect lake
:tables
\gexec
\connect predictions
:tables
\gexec
