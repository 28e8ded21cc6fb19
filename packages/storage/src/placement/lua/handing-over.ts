import { avoidedMs } from './beat.ts'
import { preparingMs } from './taking.ts'

/** ARGV: prefix of channels, id, match, whether it has begun there. */
export const releaseLua = `
local channels, id = ARGV[1], ARGV[2]
local match = read_match(ARGV[3])
if not match then return end
local now = clock()
if match.owner == id and ARGV[4] == '1' then orphan(match, now, channels)
elseif match.owner == id then
  no_successor(match, channels)
  redis.call('SREM', authority_key(id) .. ':owned', match.id)
  redis.call('HDEL', match_key(match.id), 'owner')
  if match.how == 'handover' then
    match.how = 'takeover'
    redis.call('HSET', match_key(match.id), 'how', 'takeover')
  end
  enqueue(match)
elseif match.successor == id then seek_another(match, now, channels)
else return end
avoid(match.id, id, now + ${avoidedMs})
tell(channels, 'wake')
`

/** ARGV: prefix of channels, id, match. Who stands by prepares to take it over at once. */
export const offerLua = `
local channels, now = ARGV[1], clock()
local match = read_match(ARGV[3])
if not match or match.owner ~= ARGV[2] then return 0 end
local successor = match.isStandby and match.successor
if successor and is_fit_heir(match, successor, now)
  and redis.call('HGET', authority_key(successor), 'isDraining') ~= '1' then
  redis.call('HDEL', match_key(match.id), 'isStandby', 'isReady')
  redis.call('SREM', authority_key(successor) .. ':standbys', match.id)
  redis.call('ZADD', 'placement:preparing', now + ${preparingMs}, match.id)
  tell(channels, successor)
else offer(match, now, channels) end
return 1
`

/** ARGV: prefix of channels, id, match. */
export const readyLua = `
local channels, id = ARGV[1], ARGV[2]
local match = read_match(ARGV[3])
if match and match.owner == id then return 'gained' end
if not match or match.successor ~= id then return 'lost' end
redis.call('HSET', match_key(match.id), 'isReady', '1')
if match.isStandby then
  redis.call('ZREM', 'placement:preparing', match.id)
  return 'standing_by'
end
local now = clock()
redis.call('ZADD', 'placement:preparing', now + ${preparingMs}, match.id)
redis.call('SADD', authority_key(match.owner) .. ':ready', match.id)
hush(now)
tell(channels, match.owner)
return 'waiting'
`

/** A host that has been given a match begins to play it, and is not given another for so long. */
const turnMs = 120

/** ARGV: prefix of channels, id, match. */
export const turnLua = `
local match = read_match(ARGV[3])
local host = match and match.successor and redis.call('HGET', authority_key(match.successor), 'host')
if not host then return 1 end
return redis.call('SET', 'placement:turn:' .. host, match.id, 'NX', 'PX', ${turnMs}) and 1 or 0
`

/** ARGV: prefix of channels, id, match. */
export const yieldLua = `
local channels, id = ARGV[1], ARGV[2]
local now = clock()
local match = read_match(ARGV[3])
if not match then return false end
-- Said before: the answer was lost.
if match.owner ~= id then return match.from == id and match.how == 'handover' and match.owner end
if not match.isReady or match.isStandby then return false end
local successor = match.successor
if not is_alive(successor, now) then
  offer(match, now, channels)
  return false
end
no_successor(match, channels)
redis.call('SREM', authority_key(id) .. ':owned', match.id)
redis.call('HSET', match_key(match.id), 'from', id, 'how', 'handover', 'since', now)
give(match, successor, now)
hush(now)
return successor
`

/** ARGV: prefix of channels, id. After `fittingLua`: whether another process of its host, which stops, is about to hand matches over. */
export const hostYieldsLua = `
if not is_quiet() then return 0 end
local host = redis.call('HGET', authority_key(ARGV[2]), 'host')
for _, a in ipairs(living(clock())) do
  if a.id ~= ARGV[2] and a.host == host and a.isDraining and a.size > 0 then return 1 end
end
return 0
`
