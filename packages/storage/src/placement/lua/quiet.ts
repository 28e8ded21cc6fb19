/**
 * To enter a room to stand by is work that is felt where matches are handed over: for so long after the last step of a handover
 * nobody begins to. Above what a successor needs to catch up, and a host that stops to leave its rooms.
 */
const quietMs = 3_000

/** However many matches are handed over: those that nobody stands by for are not to wait for ever. */
const quietMsMax = 20_000

/** When it was quiet for that long, all may stand by for so long at least. */
const restMs = 3_000

/** After `matchesLua`. */
export const quietLua = `
-- A match is about to be handed over, or has just been.
local function hush(now)
  local began = tonumber(redis.call('GET', 'placement:quiet') or now)
  if now - began > ${quietMsMax} then return end
  redis.call('SET', 'placement:quiet', began, 'PX', ${quietMs + restMs})
end

local function is_quiet() return redis.call('PTTL', 'placement:quiet') > ${restMs} end
`
