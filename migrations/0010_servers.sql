-- Who runs the matches of a game: our authorities, or servers of the studio's own.
alter table games add column played_on text not null default 'authority' check (played_on in ('authority', 'server'));

alter table matches
  -- Until when a studio's server holds the match, unless it is heard of before. Null: no such server has had it yet.
  add column lease_ends_at timestamptz,
  -- Where players find that server, as it says.
  add column endpoint text;
