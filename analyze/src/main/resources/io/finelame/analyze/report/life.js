function lifeView(section) {
  const {run} = section;
  const {lives} = run;
  const requests = lives.ids.length;
  if (requests === 0) return [el('p', {class: 'note'}, 'The run holds no series of a test request.')];
  const order = [...lives.ids.keys()].sort((a, b) => DRAWN_FIRST.indexOf(lives.verdict[b]) - DRAWN_FIRST.indexOf(lives.verdict[a]) || a - b);
  let chosen = lives.foremost;
  let metric = 'excess';
  let scaleName = 'log';
  const end = i => i + 1 < requests ? lives.from[i + 1] : lives.t.length;
  const values = () => metric === 'excess' ? lives.excess : lives.values[section.column(metric)];
  const unit = () => metric === 'excess' ? 'COUNT' : section.unit(metric);
  const chart = section.chart({
    name: 'life', low: true, describe: 'Growth of one request over time, snapshot by snapshot, with the moment of detection.',
    panel: () => section.book.panels('life', chosen, metric, scaleName)[0], allSymbols: ['chosen'],
    tooltip: {trigger: 'item', formatter: p => p.seriesName === 'chosen' ? tip(`request ${lives.ids[chosen]}`, [
      ['after', seconds(lives.t[lives.from[chosen] + p.dataIndex])],
      [metric === 'excess' ? 'score / threshold' : metric, quantity(values()[lives.from[chosen] + p.dataIndex], unit())]]) : null},
  });
  const others = chart.panel().layers.some(layer => layer.key === 'others');
  const select = el('select', {onchange: () => { chosen = Number(select.value); show(); }});
  const groups = new Map();
  for (const i of order) {
    const name = section.styles[lives.verdict[i]].name;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(i);
  }
  for (const [name, members] of groups) {
    select.append(el('optgroup', {label: name}, members.map(i => el('option', {value: i, selected: i === chosen},
      [lives.ids[i], section.labelOf(lives, i), lives.address[i]].filter(Boolean).join(' · ')))));
  }
  const told = el('p', {class: 'note', 'aria-live': 'polite'});
  const tell = () => {
    const last = end(chosen) - 1;
    told.textContent = `Request ${lives.ids[chosen]}${lives.address[chosen] ? ' from ' + lives.address[chosen] : ''}: `
      + `${section.styles[lives.verdict[chosen]].name}${section.labelOf(lives, chosen) ? ' (' + section.labelOf(lives, chosen) + ')' : ''}, last update after ${seconds(lives.t[last])}`
      + `, score ${quantity(lives.excess[last], 'COUNT')} times its threshold in the end`
      + (known(lives.detection[chosen]) ? `, flagged after ${seconds(lives.detection[chosen])}.` : '.')
      + (processesOfLife(run, chosen) ? ` CPU time by process: ${processesOfLife(run, chosen)}.` : '');
  };
  const data = chartValues(() => sortable({
    caption: `Request ${lives.ids[chosen]}, snapshot by snapshot.`, pageSize: 25,
    rows: [...Array(end(chosen) - lives.from[chosen]).keys()].map(i => lives.from[chosen] + i), columns: [
      {title: 'After', number: true, value: p => lives.t[p], show: p => seconds(lives.t[p])},
      {title: 'Score / threshold', number: true, value: p => lives.excess[p], show: p => quantity(lives.excess[p], 'COUNT')},
      ...run.features.map(({name}, index) => ({title: name, number: true, value: p => lives.values[index][p], show: p => quantity(lives.values[index][p], section.unit(name))})),
    ]}).node);
  const code = stacksOfLife(section);
  const show = () => { chart.draw(); tell(); data.refresh(); code.show(chosen); };
  const position = () => order.indexOf(chosen);
  const go = step => {
    chosen = order[(position() + step + order.length) % order.length];
    select.value = String(chosen);
    show();
  };
  tell();
  section.showLife = id => {
    const found = lives.ids.indexOf(id);
    if (found < 0) return false;
    chosen = found;
    select.value = String(chosen);
    show();
    figure.scrollIntoView({block: 'start', behavior: 'smooth'});
    select.focus({preventScroll: true});
    return true;
  };
  const figure = el('figure', {},
    el('div', {class: 'controls'}, el('label', {}, 'Request', select),
      el('button', {type: 'button', onclick: () => go(-1)}, 'Previous'), el('button', {type: 'button', onclick: () => go(1)}, 'Next'),
      choose('Show', [['excess', 'score / threshold'], ...section.featureOptions()], metric, value => { metric = value; show(); }),
      choose('Axis', [['log', 'logarithmic'], ['linear', 'linear']], scaleName, value => { scaleName = value; show(); }), section.saveButton(chart)),
    chart.node, told,
    section.caption('One request as the snapshots saw it'
      + (others ? '; thin grey lines and dots are requests that were not flagged, for comparison.' : '.')
      + (lives.thinned ? ` Shown: ${count(requests)} of ${count(lives.total)} series, with at most 200 points each.` : '')), data.node);
  code.show(chosen);
  return [figure, ...code.nodes(section)];
}

function showClicked(section, p) {
  const columns = rowsOf(section, p);
  if (columns && section.showLife) section.showLife(columns.ids[p.value[2]]);
}
