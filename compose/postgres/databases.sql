-- Read by PostgreSQL when its folder is empty; POSTGRES_USER owns both.
CREATE DATABASE mlflow;
-- The catalog of Iceberg.
CREATE DATABASE lake;
