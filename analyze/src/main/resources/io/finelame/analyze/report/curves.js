/* What is said of flagged requests as cumulative distributions; each by its name in the figures' choices. */
const DISTRIBUTIONS = [
  {name: 'SHARES', unit: 'SHARE', of: view => view.shares, scale: 'linear'},
  {name: 'SECONDS', unit: 'SECONDS', of: view => view.seconds, scale: 'log'},
  {name: 'SAVED', unit: 'NANOSECONDS', of: view => view.saved, scale: 'log'},
  {name: 'SAVED_SHARES', unit: 'SHARE', scale: 'linear',
    of: view => ({values: view.shares.values.map(share => 1 - share).reverse(), total: view.shares.total})},
];
const QUANTILES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

function quantileOf(values, q) {
  const at = q * (values.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, values.length - 1);
  return values[below] + (at - below) * (values[above] - values[below]);
}

/** Cumulative distributions of a measure to choose; views has what each line shows, {name, view: a label's}, by its key. */
function distributionFigure(section, {name, views, caption}) {
  const lines = Object.values(views);
  const panel = (measure, scale) => section.book.panels('how-early', measure.name, scale)[0];
  const present = DISTRIBUTIONS.filter(measure => lines.some(line => measure.of(line.view).values.length > 0))
    .map(measure => ({...measure, title: panel(measure, measure.scale).x.title}));
  if (present.length === 0) return el('p', {class: 'note'}, 'No flagged request to show.');
  let measure = present[0];
  let {scale} = measure;
  const drawn = () => lines.map(line => ({...line, distribution: measure.of(line.view)})).filter(line => line.distribution.values.length > 0);
  const chart = section.chart({
    name, low: true, describe: describeDistributions(measure, drawn()), panel: () => panel(measure, scale),
    tooltip: {trigger: 'item', formatter: p => p.value[2] < 0 ? null : tip(views[p.seriesName].name,
      [[measure.title, quantity(measure.of(views[p.seriesName].view).values[p.value[2]], measure.unit)], ['share of requests up to there', percent(p.value[1])]])},
  });
  const data = chartValues(() => quantileTable(measure, drawn()));
  const redraw = () => {
    chart.describe(describeDistributions(measure, drawn()));
    chart.draw();
    data.refresh();
  };
  const axis = choose('Axis', [['log', 'logarithmic'], ['linear', 'linear']], scale, value => { scale = value; redraw(); });
  return el('figure', {},
    el('div', {class: 'controls'}, choose('Show', present.map(each => [each.name, each.title]), measure.name, value => {
      measure = present.find(each => each.name === value);
      ({scale} = measure);
      axis.querySelector('select').value = scale;
      redraw();
    }), axis, section.saveButton(chart)),
    legend(chart, entriesOf(panel(DISTRIBUTIONS[1], 'log'))), chart.node, section.caption(caption), data.node);
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
  const views = labelled ? run.byLabel.filter(view => view.attack && view.flagged > 0) : [run.attacks];
  return distributionFigure(section, {
    name: 'how-early', views: Object.fromEntries(views.map((view, i) => ['s' + i, {view, name: labelled ? view.label : 'flagged requests'}])),
    caption: 'How early requests were flagged, and what ending them at that moment would have saved: their final CPU time less what they had used by then. '
      + (labelled ? 'Curves end at the share of the attack\'s requests that were flagged at all (its recall).' : ''),
  });
}

/* Receiver operating characteristic, and precision against recall. */

/** runs has what each line shows, {name, ranking, matrix}, by its key; the matrix says where the run's own threshold lies. */
function rankingFigure(section, {name, runs, caption}) {
  const lines = Object.values(runs);
  let scale = 'log';
  const numbers = (ranking, i) => [['score / threshold from', known(ranking.scores[i]) ? quantity(ranking.scores[i], 'COUNT') : 'beyond all'],
    ['recall', percent(ranking.recall[i])], ['false-positive rate', percent(ranking.falsePositiveRate[i], 2)], ['precision', percent(ranking.precision[i])]];
  const tooltip = {trigger: 'item', formatter: p => {
    const line = runs[p.seriesName];
    if (p.componentSubType === 'scatter') return tip(line.name, [['where it operates', 'its own threshold'], ...rates(line.matrix)]);
    return p.value[2] < 0 ? null : tip(line.name, numbers(line.ranking, p.value[2]));
  }};
  const operating = series => series.type === 'scatter' ? {z: 10, itemStyle: {...series.itemStyle, borderColor: theme().paper, borderWidth: 1.5}} : {};
  const change = Object.fromEntries(Object.keys(runs).map(key => [key, operating]));
  const told = lines.map(({name: of, ranking}) => `${of}: AUC ${decimals(ranking.auc, 4)}, average precision ${decimals(ranking.averagePrecision, 3)}`).join('; ');
  const roc = section.chart({name: name + '-roc', low: true, describe: `ROC: recall against false-positive rate at every threshold. ${told}`,
    panel: () => section.book.panels('roc', scale)[0], tooltip, change});
  const precision = section.chart({name: name + '-precision-recall', low: true, describe: `Precision against recall at every threshold. ${told}`,
    panel: () => section.book.panels('precision-recall')[0], tooltip, change});
  const data = chartValues(() => el('div', {}, lines.map(line => rankingTable(line))), 'Values of these charts');
  return el('figure', {},
    el('div', {class: 'controls'}, choose('False-positive rate', [['log', 'logarithmic'], ['linear', 'linear']], scale, value => {
      scale = value;
      roc.draw();
    }), section.saveButton(roc, 'Save ROC as SVG'), section.saveButton(precision, 'Save precision-recall as SVG')),
    lines.length > 1 ? legend([roc, precision], entriesOf(roc.panel()).map(entry => ({...entry, name: runs[entry.series].name}))) : null,
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
    name: 'ranking', runs: {run0: {name: run.name, ranking, matrix}},
    caption: `Requests ranked by their highest score over threshold. ROC: area under the curve ${decimals(ranking.auc, 4)}. Precision and recall: average precision `
      + `${decimals(ranking.averagePrecision, 3)}. The triangle is where the run's own threshold operates: recall ${percent(matrix.recall.value)}, `
      + `false-positive rate ${percent(matrix.falsePositiveRate.value, 2)}, precision ${percent(matrix.precision.value)}.`
      + (ranking.total > ranking.scores.length ? ` Drawn: ${count(ranking.scores.length)} of ${count(ranking.total)} points, with the corners.` : ''),
  });
}
