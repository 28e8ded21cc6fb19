/**
 * Redis was away, if nobody was heard of for so long: then nobody is taken for dead before all had the time to be heard of again.
 * A short gap is somebody's stall, or Redis', and costs less.
 */
const gaps = [
  { aboveMs: 400, graceMs: 1_000 },
  { aboveMs: 1_000, graceMs: 3_000 },
] as const

/**
 * A process that hangs is not heard of before its supervisor has found out that it hangs, and which match is to blame. Were the match
 * given to another by then, that one would not know, and hang as well. For so long nobody forestalls a supervisor that is heard of: a
 * successor makes up for as much, and no player sees more than a pause.
 */
const verdictMs = 2_000

/** An authority that could not play a match, or not in time, is not given it again for so long: others come first. */
export const avoidedMs = 2_000

/** Far above any delay of what an authority still has to say of a match that is over. */
export const overKeptMs = 10 * 60_000

/**
 * ARGV: prefix of channels, id, cpuShare, tickLagMs, isDraining, isSpare, isTaking, number of owned, of prepared, of over, then
 * these. The answer, unless it is 'unknown': taken, lost, gained, ready, retry, wanted.
 */
export const beatLua = `
local channels, id = ARGV[1], ARGV[2]
local now = clock()

local beaten = tonumber(redis.call('GET', 'placement:beaten') or '0')
local gap = now - beaten
redis.call('SET', 'placement:beaten', now)
if gap > ${gaps[1].aboveMs} then redis.call('SET', 'placement:grace', '1', 'PX', ${gaps[1].graceMs})
elseif gap > ${gaps[0].aboveMs} and redis.call('PTTL', 'placement:grace') < ${gaps[0].graceMs} then
  redis.call('SET', 'placement:grace', '1', 'PX', ${gaps[0].graceMs})
end

local key = authority_key(id)
local lease = redis.call('HGET', key, 'leaseMs')
if not lease then return 'unknown' end
redis.call('ZADD', 'placement:authorities', now + tonumber(lease), id)
local begins_to_drain = ARGV[5] == '1' and redis.call('HGET', key, 'isDraining') ~= '1'
if begins_to_drain and redis.call('SCARD', key .. ':owned') > 0 then hush(now) end
redis.call('HSET', key, 'cpuShare', ARGV[3], 'tickLagMs', ARGV[4], 'isDraining', ARGV[5], 'isSpare', ARGV[6],
  'isTaking', ARGV[7])

local function is_left_to_supervisor(silent, lease_ends)
  if now - lease_ends > ${verdictMs} then return false end
  local host = redis.call('HGET', authority_key(silent), 'host')
  return host and redis.call('EXISTS', 'placement:watched:' .. host) == 1
end

if redis.call('EXISTS', 'placement:grace') == 0 then
  local silent = redis.call('ZRANGEBYSCORE', 'placement:authorities', '-inf', '(' .. now, 'WITHSCORES')
  for at = 1, #silent, 2 do
    if not is_left_to_supervisor(silent[at], tonumber(silent[at + 1])) then bury(silent[at], now, channels) end
  end
end
for _, late in ipairs(redis.call('ZRANGEBYSCORE', 'placement:preparing', '-inf', now)) do
  local match = read_match(late)
  if match then
    if match.successor then avoid(late, match.successor, now + ${avoidedMs}) end
    seek_another(match, now, channels)
  else redis.call('ZREM', 'placement:preparing', late) end
end

local at = 11
local function ids(count)
  local set, list = {}, {}
  for _ = 1, tonumber(count) do
    set[ARGV[at]] = true
    list[#list + 1] = ARGV[at]
    at = at + 1
  end
  return set, list
end
local owned, owned_list = ids(ARGV[8])
local prepared, prepared_list = ids(ARGV[9])
local over, over_list = ids(ARGV[10])

for _, match_id in ipairs(over_list) do
  local match = read_match(match_id)
  if match and match.owner == id then
    forget(match, channels)
    redis.call('SET', 'placement:over:' .. match_id, '1', 'PX', ${overKeptMs})
  elseif match and match.successor == id then seek_another(match, now, channels) end
end

if ARGV[5] == '1' then
  for _, match_id in ipairs(redis.call('SMEMBERS', key .. ':standbys')) do
    local match = read_match(match_id)
    if match then seek_another(match, now, channels) end
  end
end

local taken, lost, gained, wanted = {}, {}, {}, {}
local is_owned, is_prepared = {}, {}
for _, match_id in ipairs(redis.call('SMEMBERS', key .. ':owned')) do
  is_owned[match_id] = true
  if prepared[match_id] then
    gained[#gained + 1] = { match_id, redis.call('HGET', match_key(match_id), 'how'), strikes_of(match_id) }
  elseif not owned[match_id] then
    local match = read_match(match_id)
    if match then taken[#taken + 1] = told(match) else redis.call('SREM', key .. ':owned', match_id) end
  end
end
for _, match_id in ipairs(redis.call('SMEMBERS', key .. ':prepared')) do
  is_prepared[match_id] = true
  local match = read_match(match_id)
  if not match then redis.call('SREM', key .. ':prepared', match_id)
  elseif not prepared[match_id] then
    match.how, match.from = match.isStandby and 'standby' or 'handover', match.owner
    taken[#taken + 1] = told(match)
  elseif not match.isStandby and not match.isReady then wanted[#wanted + 1] = match_id end
end
for _, match_id in ipairs(owned_list) do
  if not is_owned[match_id] then lost[#lost + 1] = match_id end
end
for _, match_id in ipairs(prepared_list) do
  if not is_owned[match_id] and not is_prepared[match_id] then lost[#lost + 1] = match_id end
end

local own = read_authority(id, now)
local retry = false
if own.isTaking and not own.isDraining then
  local new
  new, retry = take(own, now)
  for _, match in ipairs(new) do taken[#taken + 1] = told(match) end
  local guarded = stand_by(own, now, channels)
  if guarded then taken[#taken + 1] = told(guarded) end
end
return { taken, lost, gained, redis.call('SMEMBERS', key .. ':ready'), retry, wanted }
`
