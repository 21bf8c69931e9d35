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

/** One series per verdict, and one for training requests; a point is [x, y, row]. */
function pointSeries(section, place) {
  const {test, train} = section.run;
  const points = section.styles.map(() => []);
  for (let row = 0; row < test.ids.length; row++) points[test.verdict[row]].push([...place(test, row), row]);
  const series = DRAWN_FIRST.filter(verdict => points[verdict].length > 0).map(verdict => ({
    series: 'v' + verdict, style: section.styles[verdict], name: section.styles[verdict].name, points: points[verdict], columns: test}));
  const training = [];
  for (let row = 0; row < train.ids.length; row++) training.push([...place(train, row), row]);
  if (training.length) series.unshift({series: 'training', style: TRAINING, name: TRAINING.name, points: training, columns: train});
  return series;
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

function pointTip(section, list, p, features) {
  const entry = list.find(candidate => candidate.series === p.seriesName);
  if (!entry) return null;
  const row = p.value.at(-1);
  const label = section.labelOf(entry.columns, row);
  return tip(`request ${entry.columns.ids[row]}`, [['verdict', entry.name], ...(label ? [['label', label]] : []),
    ['start', seconds(entry.columns.t[row])], ...features.map(feature => [feature, quantity(entry.columns.values[section.column(feature)][row], section.unit(feature))]),
    ['nearest cluster', entry.columns.cluster[row]]]);
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
  place();
  const chart = section.chart({
    name: 'over-time', canvas: true, describe: 'Requests by start time and cost, one point each, by verdict. The table of flagged requests holds the same values.',
    onclick: p => showClicked(section, list, p),
    build: () => {
      const scale = place();
      const style = axisStyle();
      const series = scatterSeries(list);
      series.unshift({name: 'window', type: 'scatter', data: [], silent: true, markArea: {silent: true,
        itemStyle: {color: theme().soft, opacity: 0.1}, label: {position: 'insideTopLeft', color: theme().soft, fontSize: 11},
        data: [[{xAxis: 0, name: 'train time'}, {xAxis: model.trainTime}]]}});
      return {
        grid: GRID, dataZoom: zoom([{xAxisIndex: 0}]),
        xAxis: {...style, type: 'value', min: 0, max: 'dataMax', name: 'seconds from the recording\'s start', nameGap: 30,
          axisLabel: {...style.axisLabel, showMaxLabel: false, formatter: v => String(Number(v.toFixed(2)))}},
        yAxis: scale.axis(feature, 60),
        tooltip: {trigger: 'item', formatter: p => pointTip(section, list, p, [feature])}, series,
      };
    },
  });
  return el('figure', {},
    el('div', {class: 'controls'}, choose('Feature', section.featureOptions(), feature, value => { feature = value; chart.draw(); }), section.saveButton(chart)),
    legend(chart, list), chart.node,
    section.caption('Test requests by start time and final cost; the shaded span is the train time, whose requests trained the model.'
      + thinning(section) + ZOOM_HINT));
}
