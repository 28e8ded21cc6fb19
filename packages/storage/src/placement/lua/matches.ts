/**
 * What all scripts share: time, names, and matches that wait.
 *
 *     placement:match:<id>                hash: game, region ('' for none), how, since, deaths, from, epoch,
 *                                         schemas (of who plays or has played it), owner (waits, if there is
 *                                         none), successor, isReady, isStandby (the successor stands by, should
 *                                         the owner die); avoid:<id>: an authority that does not get it until then
 *     placement:waiting:<region>/<game>   new matches by since; all such names are in the set placement:queues
 *     placement:orphans                   matches of dead owners by since
 *     placement:offers                    matches whose owners want to hand them over, by since
 *     placement:unguarded                 matches with an owner and no standby, or one of the owner's own host, by
 *                                         when to look for one
 *     placement:preparing                 matches with a successor, by when that one loses them again
 *     placement:over:<id>                 there for a while after the end, so that nobody who was late brings it back
 *     placement:authorities               ids by the end of their lease
 *     placement:authority:<id>            hash: what it registered with and told last; game:<id>: schemas
 *                                         of each game
 *     placement:authority:<id>:owned, :prepared, :ready    sets of match ids; :standbys, of the prepared those
 *                                         for which it stands by
 *     placement:beaten, placement:grace   when anybody was heard of last; there while nobody is taken for dead
 *     placement:watched:<host>            there while its supervisor is heard of
 *     placement:standing:<host>           there while one of its processes has just begun to stand by for a match
 *     placement:quiet                     since when matches have been handed over: nobody begins to stand by, unless
 *                                         it is about to run out
 *     placement:strikes:<matchId>, placement:struck:<game>, placement:quarantine:<game>
 *
 * Times are milliseconds of Redis' own clock. The scripts name keys that they were not given, as a cluster would not allow.
 */
export const matchesLua = `
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function match_key(id) return 'placement:match:' .. id end
local function authority_key(id) return 'placement:authority:' .. id end

local function tell(channels, name) redis.call('PUBLISH', channels .. name, '') end

local function read_match(id)
  local f = redis.call('HMGET', match_key(id), 'game', 'region', 'how', 'since', 'deaths', 'from', 'owner', 'successor',
    'isReady', 'schemas', 'isStandby')
  if not f[1] then return nil end
  return { id = id, game = f[1], region = f[2] or '', how = f[3], since = tonumber(f[4] or '0'), deaths = f[5] or '0',
    from = f[6], owner = f[7], successor = f[8], isReady = f[9], schemas = f[10], isStandby = f[11] }
end

local function is_quarantined(game) return redis.call('EXISTS', 'placement:quarantine:' .. game) == 1 end

local function avoid(id, authority, until_ms) redis.call('HSET', match_key(id), 'avoid:' .. authority, until_ms) end

local function queue_of(match) return match.region .. '/' .. match.game end

local function enqueue(match)
  if match.how == 'new' then
    redis.call('SADD', 'placement:queues', queue_of(match))
    redis.call('ZADD', 'placement:waiting:' .. queue_of(match), match.since, match.id)
  else
    redis.call('ZADD', 'placement:orphans', match.since, match.id)
  end
end

local function dequeue(match)
  redis.call('ZREM', 'placement:waiting:' .. queue_of(match), match.id)
  redis.call('ZREM', 'placement:orphans', match.id)
end
`
