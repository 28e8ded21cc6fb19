import { overload } from '../placed-match.ts'

/** A match whose region has nobody left is better played from afar than not at all; above what a restart of a process takes. */
const takenFromAfarMs = 3_000

/** A match that nobody else takes over is better played slowly than not at all. */
const takenDespiteLoadMs = 1_000

/**
 * A match that was written down by schemas which nobody has any more is taken by whoever has the game, and ends there. Above what
 * it takes until a process of the former version is there again.
 */
const takenDespiteSchemasMs = 10_000

/** After `matchesLua`. Which authority may have which match, and why not: the one place that says so. */
export const fittingLua = `
local function read_authority(id, lease_ends)
  local key = authority_key(id)
  local f = redis.call('HMGET', key, 'region', 'capacity', 'cpuShare', 'tickLagMs', 'isDraining', 'isSpare', 'isTaking',
    'host', 'standbysMax')
  if not f[2] then return nil end
  local a = { id = id, key = key, region = f[1], capacity = tonumber(f[2]), cpuShare = tonumber(f[3] or '0'),
    tickLagMs = tonumber(f[4] or '0'), isDraining = f[5] == '1', isSpare = f[6] == '1', isTaking = f[7] == '1',
    host = f[8], standbysMax = tonumber(f[9] or '0'), leaseEnds = tonumber(lease_ends), games = {} }
  a.standbys = redis.call('SCARD', key .. ':standbys')
  a.size = redis.call('SCARD', key .. ':owned') + redis.call('SCARD', key .. ':prepared') - a.standbys
  a.isOverloaded = a.cpuShare > ${overload.cpuShare} or a.tickLagMs > ${overload.tickLagMs}
  return a
end

local all_living
local function living(now)
  if all_living then return all_living end
  local found = redis.call('ZRANGEBYSCORE', 'placement:authorities', now, '+inf', 'WITHSCORES')
  all_living = {}
  for at = 1, #found, 2 do
    local a = read_authority(found[at], found[at + 1])
    if a then all_living[#all_living + 1] = a end
  end
  return all_living
end

local function schemas_of(a, game)
  if a.games[game] == nil then a.games[game] = redis.call('HGET', a.key, 'game:' .. game) end
  return a.games[game]
end

local function has_game(a, game) return schemas_of(a, game) ~= false end

-- Whether it reads what is written down of the match. Of who was there before schemas were told nobody knows.
local function has_schemas(a, match)
  return match.how == 'new' or not match.schemas or schemas_of(a, match.game) == match.schemas
end

-- Nobody will go on with it.
local function is_unreadable(match, now)
  if match.how ~= 'takeover' or now - match.since < ${takenDespiteSchemasMs} then return false end
  for _, a in ipairs(living(now)) do
    if not a.isDraining and has_schemas(a, match) then return false end
  end
  return true
end

-- From 0; a match more counts at once, its work only when it has been measured.
local function load_of(a) return math.max(a.cpuShare, a.size / a.capacity) end

local reasons = { 'no_authority', 'no_region', 'no_game', 'no_schema', 'draining', 'no_capacity', 'overloaded', 'retried' }

-- 0: it may have the match; else which of the reasons stands against it. The further down, the closer it is.
local function misfit(a, match, now)
  local age = now - match.since
  local is_standby = match.how == 'standby'
  local is_exacting = match.how == 'new' or is_standby
  local is_near = match.region == '' or match.region == a.region
  if not is_near and (is_exacting or age < ${takenFromAfarMs}) then return 2 end
  if not has_game(a, match.game) then return 3 end
  if not has_schemas(a, match) and not is_unreadable(match, now) then return 4 end
  if a.isDraining or not a.isTaking then return 5 end
  if (is_standby and a.standbys >= a.standbysMax) or (not is_standby and a.size >= a.capacity) then return 6 end
  if a.isOverloaded and (is_exacting or age < ${takenDespiteLoadMs}) then return 7 end
  if now < tonumber(redis.call('HGET', match_key(match.id), 'avoid:' .. a.id) or '0') then return 8 end
  return 0
end
`
