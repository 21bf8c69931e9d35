# For puma: works at once. Ruby's threads take turns by the interpreter's lock.
SAMPLE_NS = 5_000_000
LOG = File.open(ENV.fetch('BURN_LOG'), 'a')
LOG.sync = true

def cpu
  Process.clock_gettime(Process::CLOCK_THREAD_CPUTIME_ID, :nanosecond)
end

def burn(name, milliseconds)
  start = cpu
  samples = []
  used = due = 0
  while used < milliseconds * 1_000_000
    used = cpu - start
    if used >= due || used >= milliseconds * 1_000_000
      samples << "#{Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond)}:#{used}"
      due = used + SAMPLE_NS
    end
    i = 0
    i += 1 while i < 1000
  end
  LOG.write("#{name} #{samples.join(' ')}\n")
end

run lambda { |environment|
  _, _, name, milliseconds = environment['PATH_INFO'].split('/')
  burn(name, milliseconds.to_i)
  [200, { 'Content-Type' => 'text/plain' }, ["done\n"]]
}
