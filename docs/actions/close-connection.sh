#!/bin/sh
# For 'detect --on-detection': closes the connection that the flagged request came by. Needs ss (iproute2) and a kernel with
# CONFIG_INET_DIAG_DESTROY. A server notices when it reads or writes next: one that computes goes on until then.
case $FINELAME_ADDRESS in
*:*) FINELAME_ADDRESS="[$FINELAME_ADDRESS]" ;;
esac
exec ss --no-header -K dst "$FINELAME_ADDRESS" dport = "$FINELAME_PORT"
