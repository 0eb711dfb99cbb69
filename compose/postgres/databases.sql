-- Read by PostgreSQL when its folder is empty; POSTGRES_USER owns all of them. By hand it makes those that an earlier
-- folder does not have: docker compose exec postgres psql -U lastmile -f /docker-entrypoint-initdb.d/databases.sql
SELECT 'CREATE DATABASE ' || name
FROM (VALUES
  ('mlflow'),
  -- The catalog of Iceberg.
  ('lake'),
  -- The prediction log of the service.
  ('predictions')) AS databases (name)
WHERE name NOT IN (SELECT datname FROM pg_database)
\gexec
