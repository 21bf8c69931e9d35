-- For redis: burns ARGV[1] ms of CPU time, and answers how much in ns, by the clock of the thread that runs scripts.
local function cpu()
  local usage = redis.call('INFO', 'cpu')
  return string.match(usage, 'used_cpu_user_main_thread:([%d.]+)') + string.match(usage, 'used_cpu_sys_main_thread:([%d.]+)')
end

local begin, used = cpu(), 0
while used < ARGV[1] / 1000 do
  for _ = 1, 10000 do
  end
  used = cpu() - begin
end
return string.format('%d', used * 1e9)
