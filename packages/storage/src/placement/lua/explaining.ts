/** After `fittingLua`. */
const whyLua = `
local function why(match, authorities, now)
  if is_quarantined(match.game) then return 'quarantined' end
  local closest = 1
  for _, a in ipairs(authorities) do
    if a.id ~= match.owner then
      local reason = misfit(a, match, now)
      if reason == 0 then return 'soon' end
      closest = math.max(closest, reason)
    end
  end
  return reasons[closest]
end
`

/** ARGV: match. False: it does not wait. */
export const explainLua = `${whyLua}
local now = clock()
local match = read_match(ARGV[1])
if not match or match.owner then return false end
return { match.how, match.since, why(match, living(now), now), match.region }
`

/**
 * The waiting ones counted by how, why, game and region, with how long the oldest has waited; and the authorities. New matches of
 * one queue have the same reason, but for one that could not be opened a moment ago.
 */
export const overviewLua = `${whyLua}
local now = clock()
local authorities = living(now)
local waiting = {}
for _, queue in ipairs(redis.call('SMEMBERS', 'placement:queues')) do
  local oldest = redis.call('ZRANGE', 'placement:waiting:' .. queue, 0, 0)[1]
  local match = oldest and read_match(oldest)
  if match then
    waiting[#waiting + 1] = { 'new', why(match, authorities, now), match.game, match.region,
      redis.call('ZCARD', 'placement:waiting:' .. queue), now - match.since }
  end
end
local function each(set, how)
  local found = redis.call('ZRANGE', set, 0, 499, 'WITHSCORES')
  for at = 1, #found, 2 do
    local match = read_match(found[at])
    if match then
      match.how, match.since = how, tonumber(found[at + 1])
      waiting[#waiting + 1] = { how, why(match, authorities, now), match.game, match.region, 1, now - match.since }
    end
  end
end
each('placement:orphans', 'takeover')
each('placement:offers', 'handover')

local told = {}
for _, a in ipairs(authorities) do
  told[#told + 1] = { a.id, a.host, a.region, a.size, a.capacity, tostring(a.cpuShare), tostring(a.tickLagMs),
    a.isDraining and 1 or 0, a.isSpare and 1 or 0 }
end
return { waiting, told }
`
