function requestsView(section) {
  const {run} = section;
  const {interest} = run;
  if (interest.total === 0) return [el('p', {class: 'note'}, 'No request was flagged.')];
  const lives = new Set(run.lives.ids);
  const rows = [...interest.ids.keys()];
  const label = row => section.labelOf(interest, row);
  const columns = [
    {title: 'Request', value: r => interest.ids[r], show: r => lives.has(interest.ids[r])
      ? el('button', {type: 'button', class: 'link', title: 'Show the life of this request', onclick: () => section.showLife(interest.ids[r])}, interest.ids[r]) : interest.ids[r]},
    {title: 'Origin', value: r => interest.address[r], show: r => interest.address[r] || '–'},
    ...(section.labelled ? [{title: 'Label', value: label, long: true, show: r => label(r) || '–'}] : []),
    {title: 'Verdict', value: r => section.styles[interest.verdict[r]].name, show: r => verdict(section.styles[interest.verdict[r]])},
    {title: 'Start', number: true, value: r => interest.t[r], show: r => decimals(interest.t[r], 3) + ' s'},
    {title: 'CPU time', number: true, value: r => interest.cpu[r], show: r => quantity(interest.cpu[r], 'NANOSECONDS')},
    {title: 'CPU when flagged', number: true, value: r => interest.cpuAtDetection[r], show: r => quantity(interest.cpuAtDetection[r], 'NANOSECONDS')},
    {title: 'Share', number: true, value: r => interest.share[r], show: r => percent(interest.share[r])},
    {title: 'Flagged after', number: true, value: r => interest.secondsToDetection[r], show: r => seconds(interest.secondsToDetection[r])},
    {title: 'Left to run', number: true, value: r => interest.secondsLeft[r], show: r => seconds(interest.secondsLeft[r])},
    {title: 'Score / threshold', number: true, value: r => interest.excess[r], show: r => quantity(interest.excess[r], 'COUNT')},
  ];
  const list = sortable({
    caption: section.tableCaption('Requests in the order of their start; a title sorts, a request\'s number shows its life.'
      + (interest.ids.length < interest.total ? ` The ${count(interest.ids.length)} with the highest score of ${count(interest.total)}.` : '')),
    columns, rows, pageSize: 25, sortBy: columns.findIndex(column => column.title === 'Start'),
  });
  let words = '';
  let wanted = 'any';
  const apply = () => list.filter(r => (wanted === 'any' || interest.verdict[r] === Number(wanted))
    && (words === '' || [interest.ids[r], interest.address[r], label(r)].some(text => text.toLowerCase().includes(words))));
  const present = [...new Set(interest.verdict)].sort();
  return [el('div', {class: 'controls'},
    el('label', {}, 'Find', el('input', {type: 'search', size: 28, placeholder: 'request, address or label', oninput: event => {
      words = event.target.value.trim().toLowerCase();
      apply();
    }})),
    choose('Verdict', [['any', 'any'], ...present.map(v => [String(v), section.styles[v].name])], 'any', value => { wanted = value; apply(); })),
  list.node];
}
