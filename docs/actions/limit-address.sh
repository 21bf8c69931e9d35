#!/bin/sh
# For 'detect --on-detection': drops what the flagged request's address sends for LIMIT_SECONDS (60), by a set of nftables. Everybody
# behind that address is shut out as well. Needs nft; 'nft delete table inet finelame' takes it back.
set -eu
seconds=${LIMIT_SECONDS:-60}
nft list table inet finelame >/dev/null 2>&1 || nft -f - <<EOT
add table inet finelame
add set inet finelame flagged4 { type ipv4_addr; flags timeout; }
add set inet finelame flagged6 { type ipv6_addr; flags timeout; }
add chain inet finelame input { type filter hook input priority filter; }
add rule inet finelame input ip saddr @flagged4 drop
add rule inet finelame input ip6 saddr @flagged6 drop
EOT
case $FINELAME_ADDRESS in
*:*) nft add element inet finelame flagged6 "{ $FINELAME_ADDRESS timeout ${seconds}s }" ;;
*) nft add element inet finelame flagged4 "{ $FINELAME_ADDRESS timeout ${seconds}s }" ;;
esac
