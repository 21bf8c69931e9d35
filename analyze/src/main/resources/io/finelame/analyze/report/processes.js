/** Which process used how much of the CPU time; nothing where the recording doesn't tell several apart. */
function processesView(section) {
  const {run} = section;
  const {processes} = run;
  if (processes == null) return [];
  const sum = values => values.reduce((total, value) => total + value, 0);
  const all = sum(processes.cputime);
  const some = sum(processes.ofInterest);
  const kind = section.labelled ? 'attacks' : 'flagged requests';
  return [el('h2', {}, 'Processes'), table({
    caption: section.tableCaption('CPU time of the test requests by the process that used it. A request may go on through several.'),
    columns: [
      {title: 'Process', long: true, show: i => processes.names[i]},
      {title: 'Requests', number: true, show: i => count(processes.requests[i])},
      {title: 'CPU time', number: true, show: i => quantity(processes.cputime[i], 'NANOSECONDS')},
      {title: 'Share', number: true, show: i => percent(processes.cputime[i] / all)},
      {title: `CPU time of ${kind}`, number: true, show: i => quantity(processes.ofInterest[i], 'NANOSECONDS')},
      {title: `Share of ${kind}`, number: true, show: i => some > 0 ? percent(processes.ofInterest[i] / some) : '\u2013'},
    ],
    rows: processes.names.map((_, i) => i),
  })];
}

/** What each process used for one request, in words; empty where that is not known. */
function processesOfLife(run, i) {
  const {processes} = run;
  if (processes == null) return '';
  const used = processes.names.map((name, p) => ({name, ns: processes.lives[p][i]})).filter(({ns}) => ns > 0);
  const all = used.reduce((total, {ns}) => total + ns, 0);
  return used.sort((a, b) => b.ns - a.ns)
    .map(({name, ns}) => `${name} ${quantity(ns, 'NANOSECONDS')} (${percent(ns / all)})`).join(', ');
}
