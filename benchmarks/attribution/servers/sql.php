<?php
// GET /burn/NAME/MS: has PostgreSQL burn CPU time, and logs how much its process did, as the kernel counts it.
const ROWS_PER_MS = 700;
// Longer than a tick: by then the kernel has counted what the process used before it began to wait.
const SETTLE_US = 10000;

function cpu(int $pid): int
{
    return (int) explode(' ', file_get_contents("/proc/$pid/schedstat"))[0];
}

[, , $name, $ms] = explode('/', $_SERVER['REQUEST_URI']);
$server = "host={$_SERVER['DATABASE_HOST']} port={$_SERVER['DATABASE_PORT']}";
$database = pg_connect("$server user=postgres dbname=postgres", PGSQL_CONNECT_FORCE_NEW);
$pid = pg_get_pid($database);
[$begun, $before] = [hrtime(true), cpu($pid)];
pg_query($database, 'SELECT max(md5(i::text)) FROM generate_series(1, ' . (int) $ms * ROWS_PER_MS . ') i');
$ended = hrtime(true);
usleep(SETTLE_US);
$used = cpu($pid) - $before;
pg_close($database);
file_put_contents($_SERVER['BURN_LOG'], "$name $begun:0 $ended:$used\n", FILE_APPEND);
echo "done\n";
