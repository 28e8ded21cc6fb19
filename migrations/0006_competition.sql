-- Leaderboards, seasons, ratings, stats and achievements: definitions are rows, so that they change without a release.

create table leaderboards (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{1,63}$'),
  name text not null,
  -- Whose results count. Null: scores come from servers alone.
  game text references games (id),
  -- Null: of all modes.
  mode text check (mode is null or game is not null),
  policy text not null default 'best' check (policy in ('best', 'last', 'sum')),
  direction text not null default 'high' check (direction in ('high', 'low')),
  -- Within this a double counts whole numbers exactly, sums too.
  score_min double precision not null default -9007199254740991,
  score_max double precision not null default 9007199254740991 check (score_max > score_min),
  -- {"every": "day" | "week" | "month", "hour"?, "weekday"?, "day"?} in UTC, or {"at": time}; null: never.
  schedule jsonb,
  -- [{"fromRank", "toRank", "reward"}], which do not overlap.
  rewards jsonb not null default '[]',
  -- How far the ratings of the game and mode go back to a new player's when a season ends. Null: they stay.
  rating_reset double precision check (rating_reset is null or rating_reset > 0 and rating_reset <= 1 and game is not null),
  created_at timestamptz not null default now()
);

-- A season takes what was achieved before its end, until it is closed: from then on it never changes.
create table leaderboard_seasons (
  leaderboard text not null references leaderboards (id) on delete cascade,
  season integer not null check (season >= 1),
  starts_at timestamptz not null,
  ends_at timestamptz check (ends_at > starts_at),
  closed_at timestamptz check (closed_at is null or ends_at is not null),
  primary key (leaderboard, season)
);
create index leaderboard_seasons_to_close on leaderboard_seasons (ends_at) where closed_at is null;

insert into leaderboards (id, name, game) select id, name, id from games;
insert into leaderboards (id, name) select distinct leaderboard, leaderboard from scores on conflict do nothing;
insert into leaderboard_seasons (leaderboard, season, starts_at) select id, 1, now() from leaderboards;

-- The better, the lower the rank key: the score itself, or its opposite where high scores are good. Equal ones are ordered by
-- when they were achieved. The revision tells a newer value of a row from an older one.
alter table scores add column season integer not null default 1;
alter table scores add column rank_key double precision;
alter table scores add column revision integer not null default 1;
update scores set rank_key = -score, achieved_at = date_trunc('milliseconds', achieved_at);
alter table scores alter column season drop default;
alter table scores alter column rank_key set not null;
alter table scores drop constraint scores_pkey;
alter table scores add primary key (leaderboard, season, player_id);
alter table scores add foreign key (leaderboard, season) references leaderboard_seasons (leaderboard, season) on delete cascade;
drop index scores_by_rank;
create index scores_by_rank on scores (leaderboard, season, rank_key, achieved_at, player_id);

-- Rows of scores that Redis may not have yet: written with them, removed when it has.
create table score_changes (
  id bigint generated always as identity primary key,
  leaderboard text not null,
  season integer not null,
  player_ids uuid[] not null,
  created_at timestamptz not null default clock_timestamp()
);

-- What servers have sent under which key: the same request again changes nothing.
create table score_keys (
  leaderboard text not null references leaderboards (id) on delete cascade,
  key text not null,
  request_hash bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (leaderboard, key)
);
create index score_keys_by_age on score_keys using brin (created_at);

-- Rewards of seasons, once a player: what they are worth is up to whoever hands them out.
create table season_grants (
  leaderboard text not null,
  season integer not null,
  player_id uuid not null references players (id) on delete cascade,
  rank integer not null check (rank >= 1),
  reward jsonb not null,
  granted_at timestamptz not null default now(),
  primary key (leaderboard, season, player_id),
  foreign key (leaderboard, season) references leaderboard_seasons (leaderboard, season) on delete cascade
);
create index season_grants_of_player on season_grants (player_id, granted_at desc);

create table ratings (
  player_id uuid not null references players (id) on delete cascade,
  game text not null references games (id),
  mode text not null,
  mu double precision not null,
  sigma double precision not null check (sigma > 0),
  matches integer not null check (matches >= 0),
  updated_at timestamptz not null default now(),
  primary key (player_id, game, mode)
);
create index ratings_of_game on ratings (game, mode);

-- The key makes it one change a match and player.
create table rating_changes (
  match_id uuid not null references matches (id) on delete cascade,
  player_id uuid not null references players (id) on delete cascade,
  id bigint generated always as identity,
  game text not null,
  mode text not null,
  mu_before double precision not null,
  sigma_before double precision not null,
  mu double precision not null,
  sigma double precision not null,
  ended_at timestamptz not null,
  primary key (match_id, player_id)
);
create index rating_changes_of_player on rating_changes (player_id, game, mode, id desc);

-- Counters over results, in three scopes: one mode of a game, all of a game (mode ''), everything (both '').
create table player_stats (
  player_id uuid not null references players (id) on delete cascade,
  game text not null,
  mode text not null,
  matches integer not null,
  wins integer not null,
  score_sum double precision not null,
  score_best double precision not null,
  win_streak integer not null,
  win_streak_best integer not null,
  last_played_at timestamptz not null,
  primary key (player_id, game, mode)
);
-- Streaks begin with this table.
insert into player_stats
  select p.player_id, s.game, s.mode, count(*), count(*) filter (where p.rank = 1), coalesce(sum(p.score), 0),
    coalesce(max(p.score), 0), 0, 0, max(m.ended_at)
  from match_players p
  join matches m on m.id = p.match_id and m.status = 'ended'
  cross join lateral (values (m.game, m.mode), (m.game, ''), ('', '')) as s (game, mode)
  where p.rank is not null
  group by p.player_id, s.game, s.mode;

-- Reached when a counter of the scope comes to the goal.
create table achievements (
  id text primary key check (id ~ '^[a-z][a-z0-9-]{1,63}$'),
  game text references games (id),
  mode text check (mode is null or game is not null),
  name text not null,
  description text not null default '',
  counter text not null check (counter in ('matches', 'wins', 'scoreSum', 'bestScore', 'winStreak')),
  goal double precision not null check (goal > 0),
  created_at timestamptz not null default now()
);

create table player_achievements (
  player_id uuid not null references players (id) on delete cascade,
  achievement text not null references achievements (id) on delete cascade,
  match_id uuid references matches (id) on delete set null,
  unlocked_at timestamptz not null default now(),
  primary key (player_id, achievement)
);

-- Results that contradict the one a match has ended with.
create table refused_results (
  match_id uuid not null references matches (id) on delete cascade,
  result_hash bytea not null,
  epoch integer not null,
  result jsonb not null,
  refused_at timestamptz not null default now(),
  primary key (match_id, result_hash)
);

-- An event that can't be worked off is tried again ever later, so that it keeps no other waiting.
alter table outbox add column tries integer not null default 0;
alter table outbox add column due_at timestamptz not null default now();

create index matches_ended on matches (ended_at desc, id desc) where status = 'ended';
create index matches_ended_of_game on matches (game, ended_at desc, id desc) where status = 'ended';
