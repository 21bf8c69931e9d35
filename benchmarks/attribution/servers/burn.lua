-- For redis: burns ARGV[1] ms of CPU time, and answers how much in ns.
local begin, used = os.clock(), 0
while used < tonumber(ARGV[1]) / 1000 do
  for _ = 1, 10000 do
  end
  used = os.clock() - begin
end
return string.format('%d', used * 1e9)
