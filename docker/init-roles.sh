#!/bin/bash
# Runs once, on an empty PostgreSQL volume: the three roles that programs use, and their database.
set -euo pipefail

: "${AO_OWNER_PASSWORD:?}" "${AO_APP_PASSWORD:?}" "${AO_SYSTEM_PASSWORD:?}"

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$AO_OWNER_PASSWORD" -v app="$AO_APP_PASSWORD" -v system="$AO_SYSTEM_PASSWORD" <<'SQL'
create role ao_owner login nosuperuser nobypassrls nocreatedb nocreaterole password :'owner';
create role ao_app login nosuperuser nobypassrls nocreatedb nocreaterole password :'app';
create role ao_system login nosuperuser nobypassrls nocreatedb nocreaterole password :'system';
create database alumoutreach owner ao_owner;
revoke all on database alumoutreach from public;
grant connect, temporary on database alumoutreach to ao_app, ao_system;
SQL
