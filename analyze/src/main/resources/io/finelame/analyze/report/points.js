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

/** What pointSeries draws, in its order, without the points. */
function pointKinds(section, withTraining = true) {
  const present = new Set(section.run.test.verdict);
  const kinds = DRAWN_FIRST.filter(verdict => present.has(verdict)).map(verdict => ({series: 'v' + verdict, style: section.styles[verdict], name: section.styles[verdict].name}));
  return withTraining && section.run.train.ids.length > 0 ? [{series: 'training', style: TRAINING, name: TRAINING.name}, ...kinds] : kinds;
}

/** One series per verdict, and one for training requests if wanted; a point is [x, y, row]. */
function pointSeries(section, place, withTraining = true) {
  const {test, train} = section.run;
  const points = section.styles.map(() => []);
  for (let row = 0; row < test.ids.length; row++) points[test.verdict[row]].push([...place(test, row), row]);
  const training = [];
  for (let row = 0; withTraining && row < train.ids.length; row++) training.push([...place(train, row), row]);
  return pointKinds(section, withTraining).map(kind => kind.style === TRAINING ? {...kind, points: training, columns: train}
    : {...kind, points: points[section.styles.indexOf(kind.style)], columns: test});
}

/** The more points, the smaller and fainter, so that a crowd shows its density; crowds are drawn in one stroke. */
function scatterSeries(list) {
  return list.map(({series, style, points}, index) => {
    const crowd = Math.max(1, points.length / 1500);
    return {
      name: series, type: 'scatter', data: points, symbol: style.hollow ? 'emptyCircle' : style.symbol,
      symbolSize: Math.max(3, style.size / crowd ** 0.3), z: 2 + index, progressive: 0, large: crowd > 1, largeThreshold: 0,
      itemStyle: {color: style.color(), opacity: Math.max(0.15, style.opacity / crowd ** 0.3)},
    };
  });
}

function pointTip(section, list, p, features, extra = []) {
  const entry = list.find(candidate => candidate.series === p.seriesName);
  if (!entry) return null;
  const row = p.value.at(-1);
  const label = section.labelOf(entry.columns, row);
  return tip(`request ${entry.columns.ids[row]}`, [['verdict', entry.name], ...(label ? [['label', label]] : []),
    ['start', seconds(entry.columns.t[row])], ...features.map(feature => [feature, quantity(entry.columns.values[section.column(feature)][row], section.unit(feature))]),
    ...extra.map(([name, value]) => [name, value(entry.columns, row)]),
    ...(entry.columns.excess.length ? [['highest score / threshold', quantity(entry.columns.excess[row], 'COUNT')]] : []),
    ['nearest cluster', entry.columns.cluster[row]]]);
}

function startAxis() {
  const style = axisStyle();
  return {...style, type: 'value', min: 0, max: 'dataMax', name: 'seconds from the recording\'s start', nameGap: 30,
    axisLabel: {...style.axisLabel, showMaxLabel: false, formatter: v => String(Number(v.toFixed(2)))}};
}

function trainWindow(model) {
  return {name: 'window', type: 'scatter', data: [], silent: true, markArea: {silent: true,
    itemStyle: {color: theme().soft, opacity: 0.1}, label: {position: 'insideTopLeft', color: theme().soft, fontSize: 11},
    data: [[{xAxis: 0, name: 'train time'}, {xAxis: model.trainTime}]]}};
}

function overTimeView(section) {
  const {run} = section;
  const {test, train, model} = run;
  let feature = run.features.some(f => f.name === 'REQ_CPUTIME') ? 'REQ_CPUTIME' : model.features[0];
  let list = [];
  const place = () => {
    const column = section.column(feature);
    const scale = logScale([test.values[column], train.values[column]], section.unit(feature));
    list = pointSeries(section, (columns, row) => [columns.t[row], scale.place(columns.values[column][row])]);
    return scale;
  };
  const chart = section.chart({
    name: 'over-time', canvas: true, describe: 'Requests by start time and cost, one point each, by verdict. The table of drawn requests below holds the same values.',
    onclick: p => showClicked(section, list, p),
    build: () => {
      const scale = place();
      const series = scatterSeries(list);
      series.unshift(trainWindow(model));
      return {
        grid: GRID, dataZoom: zoom([{xAxisIndex: 0}]),
        xAxis: startAxis(),
        yAxis: scale.axis(feature, 60),
        tooltip: {trigger: 'item', formatter: p => pointTip(section, list, p, [feature])}, series,
      };
    },
  });
  return el('figure', {},
    el('div', {class: 'controls'}, choose('Feature', section.featureOptions(), feature, value => { feature = value; chart.draw(); }), section.saveButton(chart)),
    legend(chart, pointKinds(section)), chart.node,
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
