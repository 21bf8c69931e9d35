function thinning(section) {
  const {test, train} = section.run;
  const parts = [];
  if (test.ids.length < test.total) {
    const all = test.ofInterestShown === test.ofInterest;
    parts.push(` Drawn: ${count(test.ids.length)} of ${count(test.total)} test requests: `
      + (all ? `all ${count(test.ofInterest)} flagged requests${section.labelled ? ' and missed attacks' : ''}` : `${count(test.ofInterestShown)} of ${count(test.ofInterest)} flagged requests${section.labelled ? ' and missed attacks' : ''}`)
      + ', the greatest values of each feature, and a random choice of the others.');
  }
  if (train.ids.length < train.total) parts.push(` Of ${count(train.total)} training requests ${count(train.ids.length)} are drawn.`);
  return parts.join('');
}

/** The legend of a panel of requests. */
const pointEntries = panel => entriesOf(panel).filter(({series}) => series !== 'threshold');

/** The rows that a series shows, or nothing. */
function rowsOf(section, p) {
  if (p.seriesName === 'training') return section.run.train;
  return /^v\d$/.test(p.seriesName) ? section.run.test : null;
}

function pointTip(section, p, features, extra = []) {
  const columns = rowsOf(section, p);
  if (!columns) return null;
  const row = p.value[2];
  const label = section.labelOf(columns, row);
  return tip(`request ${columns.ids[row]}`, [['verdict', columns.verdict.length ? section.styles[columns.verdict[row]].name : 'training'], ...(label ? [['label', label]] : []),
    ['start', seconds(columns.t[row])], ...features.map(feature => [feature, quantity(columns.values[section.column(feature)][row], section.unit(feature))]),
    ...extra.map(([name, value]) => [name, value(columns, row)]),
    ...(columns.excess.length ? [['highest score / threshold', quantity(columns.excess[row], 'COUNT')]] : []),
    ['nearest cluster', columns.cluster[row]]]);
}

function overTimeView(section) {
  const {run} = section;
  let feature = run.features.some(f => f.name === 'REQ_CPUTIME') ? 'REQ_CPUTIME' : run.model.features[0];
  const chart = section.chart({
    name: 'over-time', canvas: true, describe: 'Requests by start time and cost, one point each, by verdict. The table of drawn requests below holds the same values.',
    panel: () => section.book.panels('requests-over-time', feature)[0], zooms: 'x', onclick: p => showClicked(section, p),
    tooltip: {trigger: 'item', formatter: p => pointTip(section, p, [feature])},
  });
  return el('figure', {},
    el('div', {class: 'controls'}, choose('Feature', section.featureOptions(), feature, value => { feature = value; chart.draw(); }), section.saveButton(chart)),
    legend(chart, pointEntries(chart.panel())), chart.node,
    section.caption('Test requests by start time and final cost; the shaded span is the train time, whose requests trained the model.'
      + thinning(section) + ZOOM_HINT));
}

/** The test requests that the charts draw, in words: every point can be read without a pointer. */
function pointsTable(section) {
  const {run} = section;
  const {test} = run;
  const label = row => section.labelOf(test, row);
  const columns = [
    {title: 'Request', value: row => test.ids[row], show: row => test.ids[row]},
    ...(section.labelled ? [{title: 'Label', long: true, value: label, show: row => label(row) || '–'}] : []),
    {title: 'Verdict', value: row => section.styles[test.verdict[row]].name, show: row => verdict(section.styles[test.verdict[row]])},
    {title: 'Start', number: true, value: row => test.t[row], show: row => decimals(test.t[row], 3) + ' s'},
    {title: 'Highest score / threshold', number: true, value: row => test.excess[row], show: row => quantity(test.excess[row], 'COUNT')},
    {title: 'Nearest cluster', number: true, value: row => test.cluster[row], show: row => test.cluster[row]},
    ...run.features.map(({name}, index) => ({title: name, number: true, value: row => test.values[index][row], show: row => quantity(test.values[index][row], section.unit(name))})),
    ...test.plane.map((column, index) => ({title: `Component ${index + 1}`, number: true, value: row => column[row], show: row => decimals(column[row], 2)})),
  ];
  return chartValues(() => sortable({caption: `Test requests that the charts draw: ${count(test.ids.length)} of ${count(test.total)}; a title sorts.`,
    columns, rows: [...test.ids.keys()], pageSize: 25, sortBy: columns.findIndex(column => column.title.startsWith('Highest')), descending: true}).node,
  'Drawn requests as a table').node;
}
