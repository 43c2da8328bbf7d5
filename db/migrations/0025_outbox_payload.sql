-- version: 0.21.0
-- A fact of a thousand messages is mostly random ids: compressing it took as much of PostgreSQL as claiming them, for a third of the room.
alter table "outbox" alter column "payload" set storage external;
