const BINS_PER_DECADE = 8;
const CLASSES = {legitimate: 'legitimate', attack: 'attack', flagged: 'flagged', notFlagged: 'not flagged'};
const FILLED = {solid: 0.18, dashed: 0.08, dotted: 0};
const filled = series => ({areaStyle: {opacity: FILLED[series.lineStyle.type]}});

function featuresView(section) {
  const {run} = section;
  const used = run.histograms[0].classes;
  const grid = el('div', {class: 'small-multiples'});
  const panels = section.book.panels('feature-distributions');
  run.histograms.forEach(({feature, classes}, index) => {
    const chart = section.chart({
      name: 'distribution-' + feature.replace(/[^A-Za-z0-9_-]+/g, '-'), low: true,
      describe: `Distribution of ${feature} on a logarithmic axis: ` + classes.map(c => `${CLASSES[c.kind]}, ${count(c.total)} requests`).join('; '),
      panel: () => section.book.panels('feature-distributions')[index], change: Object.fromEntries(used.map(c => [c.kind, filled])),
      tooltip: {trigger: 'axis', axisPointer: {lineStyle: {color: theme().soft}}, formatter: list => tip(binTitle(classes[0].histogram, classes.some(c => c.histogram.zeros > 0), list[0].dataIndex, section.unit(feature)),
        list.filter(p => p.seriesName in CLASSES).map(p => [CLASSES[p.seriesName], percent(p.value[1], 2)]))},
    });
    grid.append(el('div', {}, el('h3', {}, panels[index].title), chart.node));
  });
  const key = el('div', {class: 'legend'});
  const refresh = () => key.replaceChildren(...entriesOf(panels[0]).map(({name, style}) => el('span', {}, swatch(style), name)));
  refresh();
  legends.add(refresh);
  const data = chartValues(() => sortable({
    caption: 'Shares of each class by bin; empty bins are left out.', rows: histogramBins(run.histograms), pageSize: 25, columns: [
      {title: 'Feature', value: binOrder, show: bin => bin.feature},
      {title: 'From', number: true, value: bin => bin.from, show: bin => quantity(bin.from, section.unit(bin.feature))},
      {title: 'To', number: true, value: bin => bin.to, show: bin => quantity(bin.to, section.unit(bin.feature))},
      ...used.map((c, i) => ({title: CLASSES[c.kind], number: true, value: bin => bin.shares[i], show: bin => percent(bin.shares[i], 2)})),
    ]}).node, 'Values of these charts');
  return el('figure', {}, key, grid,
    section.caption('Distribution of each feature over test requests, as shares of each class; bins are an eighth of a decade wide, and zero has its own. Vertical lines mark the centroids.'
      + (section.labelled ? ' Flagged are attacks and false alarms alike.' : '')), data.node);
}

/** The bins that are not empty, with the share of each class that is in it. */
function histogramBins(histograms) {
  const bins = [];
  for (const {feature, classes} of histograms) {
    const add = (index, from, to, of) => {
      const shares = classes.map(c => c.total ? of(c.histogram) / c.total : 0);
      if (shares.some(share => share > 0)) bins.push({feature, index, from, to, shares});
    };
    add(0, 0, 0, histogram => histogram.zeros);
    const edge = bin => 10 ** (classes[0].histogram.firstExponent + bin / BINS_PER_DECADE);
    classes[0].histogram.counts.forEach((_, bin) => add(bin + 1, edge(bin), edge(bin + 1), histogram => histogram.counts[bin]));
  }
  return bins;
}

const binOrder = bin => `${bin.feature} ${bin.index}`;

/** What a point of a histogram's line stands for: with zeros, they are the first, and the second ends them. */
function binTitle({firstExponent}, zeros, index, unit) {
  const before = zeros ? 2 : 0;
  const edge = bin => 10 ** (firstExponent + bin / BINS_PER_DECADE);
  return index < before ? '0' : `${quantity(edge(index - before), unit)} to ${quantity(edge(index - before + 1), unit)}`;
}
