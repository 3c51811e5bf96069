-- Counts one try in every cell, or in none when one of them is full: what the upsert in store.rs does, in Redis.
--
-- KEYS: the cells, each with its theoretical arrival.
-- ARGV: the clock's time and how long a key outlives its arrival; then for each cell what a try costs, how far the
--       arrival may be ahead of the clock at rest (burst), and how far a try may bring it. All in microseconds.
-- Answers with nil when it counted, or with how long the fullest of the full cells has no room.
--
-- Lua's numbers are doubles: exact to 2^53, which microseconds since 1970 reach in 2255. They are written with
-- %.0f, as Lua itself would write 1.79e+15.

local now, outlives = tonumber(ARGV[1]), tonumber(ARGV[2])
local stored = redis.call('MGET', unpack(KEYS))
local arrivals, wait = {}, nil

for i = 1, #KEYS do
  local cost, burst, furthest = tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  local arrival = tonumber(stored[i] or now)
  arrivals[i] = math.max(arrival, now) + cost
  if stored[i] and arrivals[i] - now > furthest then
    wait = math.max(wait or 0, arrival + cost - burst - now)
  end
end
if wait then
  return wait
end

for i = 1, #KEYS do
  local lasts = math.ceil((arrivals[i] - now + outlives) / 1000)
  redis.call('SET', KEYS[i], string.format('%.0f', arrivals[i]), 'PX', string.format('%.0f', lasts))
end
