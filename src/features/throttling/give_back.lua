-- Takes one try back from every cell that is still there. A key keeps the time at which it expires.
--
-- KEYS: the cells. ARGV: for each what a try costs, in microseconds.

for i = 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    redis.call('DECRBY', KEYS[i], ARGV[i])
  end
end
