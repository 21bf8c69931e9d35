/** What the requests of each peer used together; nothing where the run doesn't say. */
function peersView(section) {
  const {peers} = section.run;
  if (peers == null) return [];
  const left = peers.total - peers.addresses.length;
  return [el('h2', {}, 'Peers'), sortable({
    caption: section.tableCaption('What all requests of a peer used together, in training, too: the peers with most CPU time and those with most requests.'
      + (left > 0 ? ` The run directory lists ${count(left)} more.` : '')),
    columns: [
      {title: 'Peer', long: true, value: i => peers.addresses[i], show: i => peers.addresses[i]},
      ...(section.labelled ? [{title: 'Label', long: true, value: i => peers.labels[i], show: i => peers.labels[i] ?? '\u2013'}] : []),
      {title: 'Requests', number: true, value: i => peers.requests[i], show: i => count(peers.requests[i])},
      {title: 'Most at once', number: true, value: i => peers.mostAtOnce[i], show: i => count(peers.mostAtOnce[i])},
      {title: 'Connections', number: true, value: i => peers.connections[i], show: i => count(peers.connections[i])},
      {title: 'CPU time', number: true, value: i => peers.cputime[i], show: i => quantity(peers.cputime[i], 'NANOSECONDS')},
      {title: 'Share of all', number: true, value: i => peers.cputime[i], show: i => peers.allCputime > 0 ? percent(peers.cputime[i] / peers.allCputime) : '\u2013'},
      {title: 'Flagged', number: true, value: i => peers.flagged[i], show: i => count(peers.flagged[i])},
    ],
    rows: peers.addresses.map((_, i) => i), sortBy: section.labelled ? 5 : 4, descending: true,
  }).node];
}
