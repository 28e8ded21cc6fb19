-- What players are told over their live streams: written in the transaction that makes it true, read by every API process.
-- Ids are given out before commits, which come in another order: so a reader goes by the transaction's id, and only as far
-- as all transactions have ended. Kept for a day only, and so without a foreign key, which would lock the player's row
-- with each event.
create table live_events (
  xid xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  player_id uuid not null,
  kind text not null,
  body jsonb not null,
  created_at timestamptz not null default now(),
  primary key (xid, id)
);
create index live_events_of_player on live_events (player_id, xid, id);

-- The last event that retention has removed: who asks for what followed an earlier one has missed something.
create table live_events_removed (
  only_row boolean primary key default true check (only_row),
  xid xid8 not null,
  id bigint not null
);
insert into live_events_removed (xid, id) values ('0', 0);
