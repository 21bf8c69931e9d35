/* What is said of flagged requests as cumulative distributions; each by the name of its field. */
const DISTRIBUTIONS = [
  {name: 'shares', title: 'share of final CPU time used when flagged', unit: 'SHARE', of: view => view.shares, most: 1},
  {name: 'seconds', title: 'time from its start until flagged', unit: 'SECONDS', of: view => view.seconds},
  {name: 'saved', title: 'CPU time saved', unit: 'NANOSECONDS', of: view => view.saved},
  {name: 'savedShares', title: 'share of final CPU time saved', unit: 'SHARE', most: 1,
    of: view => ({values: view.shares.values.map(share => 1 - share).reverse(), total: view.shares.total})},
];
const QUANTILES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

/** How many of all values are at most the i-th of those that the page holds: first and last are kept, the others evenly. */
function rankOf(i, {values, total}) {
  return values.length === total ? i + 1 : Math.floor(i * (total - 1) / (values.length - 1)) + 1;
}

function quantileOf(values, q) {
  const at = q * (values.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, values.length - 1);
  return values[below] + (at - below) * (values[above] - values[below]);
}

/** Cumulative distributions, a line each, of a measure to choose. A line is {series, name, style, view: a label's, of: a count}. */
function distributionFigure(section, {name, lines, high, caption}) {
  const present = DISTRIBUTIONS.filter(measure => lines.some(line => measure.of(line.view).values.length > 0));
  if (present.length === 0) return el('p', {class: 'note'}, 'No flagged request to show.');
  let measure = present[0];
  let log = false;
  let drawn = [];
  const measured = () => {
    drawn = lines.map(line => ({...line, distribution: measure.of(line.view)})).filter(line => line.distribution.values.length > 0);
  };
  const isWide = () => {
    const most = measure.most ?? Math.max(...drawn.map(line => line.distribution.values.at(-1)));
    return drawn.some(line => quantileOf(line.distribution.values, 0.5) < most / 20);
  };
  measured();
  log = isWide();
  const chart = section.chart({
    name, low: true, describe: describeDistributions(measure, drawn),
    build: () => {
      const columns = [...drawn.map(line => line.distribution.values), measure.most ? [measure.most] : []];
      const scale = (log ? logScale : linearScale)(columns, measure.unit);
      const style = axisStyle();
      return {
        grid: GRID, xAxis: scale.axis(measure.title, 30),
        yAxis: {...style, type: 'value', min: 0, max: 1, name: high, nameGap: 58, axisLabel: {...style.axisLabel, formatter: v => tick(v, 'SHARE')}},
        tooltip: {trigger: 'item', formatter: p => tip(drawn[p.seriesIndex].name,
          [[measure.title, quantity(p.value[2], measure.unit)], ['share of requests up to there', percent(p.value[1])]])},
        series: drawn.map(line => distributionSeries(line, scale)),
      };
    },
  });
  const data = chartValues(() => quantileTable(measure, drawn));
  const redraw = () => {
    chart.describe(describeDistributions(measure, drawn));
    chart.draw();
    data.refresh();
  };
  const axis = choose('Axis', [['log', 'logarithmic'], ['linear', 'linear']], log ? 'log' : 'linear', value => { log = value === 'log'; redraw(); });
  return el('figure', {},
    el('div', {class: 'controls'}, choose('Show', present.map(each => [each.name, each.title]), measure.name, value => {
      measure = present.find(each => each.name === value);
      measured();
      log = isWide();
      axis.querySelector('select').value = log ? 'log' : 'linear';
      redraw();
    }), axis, section.saveButton(chart)),
    legend(chart, lines), chart.node, section.caption(caption), data.node);
}

function distributionSeries(line, scale) {
  const {distribution, style, requests} = line;
  const {values} = distribution;
  // A symbol on every step would hide how the line is dashed.
  const every = Math.ceil(values.length / 24);
  const points = values.map((value, i) => ({
    value: [scale.place(value), rankOf(i, distribution) / requests, value], symbol: i % every === 0 ? style.symbol : 'none'}));
  return {name: line.series, type: 'line', step: 'end', symbol: style.symbol, symbolSize: 7, showAllSymbol: true, color: style.color(),
    lineStyle: {type: style.line, width: 2}, data: [{value: [scale.low, 0, null], symbol: 'none'}, ...points,
      {value: [scale.high, distribution.total / requests, null], symbol: 'none'}]};
}

function describeDistributions(measure, drawn) {
  return `Cumulative distribution: ${measure.title}. ` + drawn.map(line => `${line.name}: median `
    + `${quantity(quantileOf(line.distribution.values, 0.5), measure.unit)}, 90 % up to ${quantity(quantileOf(line.distribution.values, 0.9), measure.unit)}`).join('; ');
}

function quantileTable(measure, drawn) {
  const title = {0: 'Least', 0.5: 'Median', 1: 'Most'};
  return table({caption: `Flagged requests: ${measure.title}.`, columns: [
    {title: 'Of', long: true, show: line => line.name},
    {title: 'Flagged', number: true, show: line => count(line.distribution.total)},
    ...QUANTILES.map(q => ({title: title[q] ?? `${q * 100} % up to`, number: true, show: line => quantity(quantileOf(line.distribution.values, q), measure.unit)})),
  ], rows: drawn});
}

function howEarlyView(section) {
  const {run, labelled} = section;
  const views = labelled ? run.byLabel.filter(view => view.attack) : [run.attacks];
  const lines = views.filter(view => view.flagged > 0).map((view, index) => ({
    series: 's' + index, style: lineStyle(index), view, name: labelled ? view.label : 'flagged requests', requests: labelled ? view.requests : view.flagged}));
  return distributionFigure(section, {
    name: 'how-early', lines, high: labelled ? 'attack requests flagged' : 'requests flagged',
    caption: 'How early requests were flagged, and what ending them at that moment would have saved: their final CPU time less what they had used by then. '
      + (labelled ? 'Curves end at the share of the attack\'s requests that were flagged at all (its recall).' : ''),
  });
}

/* Receiver operating characteristic, and precision against recall. */

/** A line is {series, name, style, ranking, matrix}; the matrix says where the run's own threshold lies. */
function rankingFigure(section, {name, lines, caption}) {
  let log = false;
  const share = () => ({...axisStyle().axisLabel, formatter: v => tick(v, 'SHARE')});
  const unit = (title, gap) => ({...axisStyle(), type: 'value', min: 0, max: 1, name: title, nameGap: gap, axisLabel: share()});
  const numbers = (ranking, i) => [['score / threshold from', known(ranking.scores[i]) ? quantity(ranking.scores[i], 'COUNT') : 'beyond all'],
    ['recall', percent(ranking.recall[i])], ['false-positive rate', percent(ranking.falsePositiveRate[i], 2)], ['precision', percent(ranking.precision[i])]];
  const tooltip = p => {
    const line = lines.find(each => each.series === p.seriesName);
    return p.componentSubType === 'scatter' ? tip(line.name, [['where it operates', 'its own threshold'], ...rates(line.matrix)]) : tip(line.name, numbers(line.ranking, p.dataIndex));
  };
  const series = (step, point, operating) => lines.flatMap(({series: id, style, ranking, matrix}) => [
    {name: id, type: 'line', step, data: ranking.scores.map((_, i) => point(ranking, i)), symbol: 'circle', symbolSize: 4, showSymbol: false,
      color: style.color(), lineStyle: {type: style.line, width: 2}},
    {name: id, type: 'scatter', data: [operating(matrix)], symbol: style.symbol, symbolSize: 13, z: 10, clip: false,
      itemStyle: {color: style.color(), borderColor: theme().paper, borderWidth: 1.5}},
  ]);
  const told = lines.map(({name: of, ranking}) => `${of}: AUC ${decimals(ranking.auc, 4)}, average precision ${decimals(ranking.averagePrecision, 3)}`).join('; ');
  const roc = section.chart({
    name: name + '-roc', low: true, describe: `ROC: recall against false-positive rate at every threshold. ${told}`,
    build: () => {
      const scale = log ? logScale([...lines.map(line => line.ranking.falsePositiveRate), [1]], 'SHARE') : null;
      const place = log ? scale.place : v => v;
      return {grid: GRID, xAxis: log ? scale.axis('false-positive rate', 30) : unit('false-positive rate', 30), yAxis: unit('recall', 58), tooltip: {trigger: 'item', formatter: tooltip},
        series: series(false, (ranking, i) => [place(ranking.falsePositiveRate[i]), ranking.recall[i]],
          matrix => [place(matrix.falsePositiveRate.value), matrix.recall.value])};
    },
  });
  const precision = section.chart({
    name: name + '-precision-recall', low: true, describe: `Precision against recall at every threshold. ${told}`,
    build: () => ({grid: GRID, xAxis: unit('recall', 30), yAxis: unit('precision', 58), tooltip: {trigger: 'item', formatter: tooltip},
      series: series('start', (ranking, i) => [ranking.recall[i], ranking.precision[i]], matrix => [matrix.recall.value, matrix.precision.value])}),
  });
  const data = chartValues(() => el('div', {}, lines.map(line => rankingTable(line))), 'Values of these charts');
  return el('figure', {},
    el('div', {class: 'controls'}, choose('False-positive rate', [['linear', 'linear'], ['log', 'logarithmic']], 'linear', value => {
      log = value === 'log';
      roc.draw();
    }), section.saveButton(roc, 'Save ROC as SVG'), section.saveButton(precision, 'Save precision-recall as SVG')),
    lines.length > 1 ? legend([roc, precision], lines) : null,
    el('div', {class: 'two-charts'}, roc.node, precision.node), section.caption(caption), data.node);
}

const rates = matrix => [['recall', percent(matrix.recall.value)], ['false-positive rate', percent(matrix.falsePositiveRate.value, 2)], ['precision', percent(matrix.precision.value)]];

function rankingTable({name, ranking}) {
  const rate = (title, of, digits = 1) => ({title, number: true, value: i => ranking[of][i], show: i => percent(ranking[of][i], digits)});
  return sortable({caption: `${name}: AUC ${decimals(ranking.auc, 4)}, average precision ${decimals(ranking.averagePrecision, 3)}; by threshold.`,
    rows: [...ranking.scores.keys()], pageSize: 15, descending: true, columns: [
      {title: 'Score / threshold from', number: true, value: i => ranking.scores[i] ?? Infinity, show: i => known(ranking.scores[i]) ? quantity(ranking.scores[i], 'COUNT') : 'beyond all'},
      rate('Recall', 'recall'), rate('False-positive rate', 'falsePositiveRate', 2), rate('Precision', 'precision')]}).node;
}

function rankingView(section) {
  const {run} = section;
  if (!run.ranking) {
    return el('p', {class: 'note'}, section.labelled ? 'ROC and precision-recall curves need both attacks and legitimate requests among the labelled test requests.'
      : 'ROC and precision-recall curves need a labels file.');
  }
  const {ranking, matrix} = run;
  return rankingFigure(section, {
    name: 'ranking', lines: [{series: 'ranking', name: run.name, style: lineStyle(0), ranking, matrix}],
    caption: `Requests ranked by their highest score over threshold. ROC: area under the curve ${decimals(ranking.auc, 4)}. Precision and recall: average precision `
      + `${decimals(ranking.averagePrecision, 3)}. The triangle is where the run's own threshold operates: recall ${percent(matrix.recall.value)}, `
      + `false-positive rate ${percent(matrix.falsePositiveRate.value, 2)}, precision ${percent(matrix.precision.value)}.`
      + (ranking.total > ranking.scores.length ? ` Drawn: ${count(ranking.scores.length)} of ${count(ranking.total)} points, with the corners.` : ''),
  });
}
