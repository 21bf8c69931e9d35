<?php
// GET /burn/NAME/MS: burns CPU time, and logs how much by the process's own clock. A worker of php-fpm has one thread.
const SAMPLE_NS = 5000000;

function cpu(): int
{
    $usage = getrusage();
    return 1000 * (1000000 * ($usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec'])
        + $usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec']);
}

[, , $name, $ms] = explode('/', $_SERVER['REQUEST_URI']);
$begin = cpu();
$samples = [];
for ($used = $due = 0; $used < $ms * 1000000;) {
    $used = cpu() - $begin;
    if ($used >= $due || $used >= $ms * 1000000) {
        $samples[] = hrtime(true) . ':' . $used;
        $due = $used + SAMPLE_NS;
    }
    for ($i = 0; $i < 5000; $i++) {
    }
}
file_put_contents($_SERVER['BURN_LOG'], $name . ' ' . implode(' ', $samples) . "\n", FILE_APPEND);
echo "done\n";
