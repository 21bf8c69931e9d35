#!/usr/bin/env zsh
# completions.zsh DIRECTORY WORDS: what zsh, with DIRECTORY on its function path, offers after WORDS, on a pseudo-terminal.
zmodload zsh/zpty
zpty -b shell zsh -f -i
zpty -w shell "PS1=; fpath=(${(q)1} \$fpath); autoload -U compinit; compinit -u -D; LISTMAX=0; stty cols 200
done-key() { print END-OF-LIST; }; zle -N done-key; bindkey '^X' done-key; print 'READY'"
zpty -r -m shell output '*READY*READY*'
zpty -w -n shell "$2"$'\t\t\x18'
zpty -r -m shell output '*END-OF-LIST*'
print -r -- $output
zpty -d shell
