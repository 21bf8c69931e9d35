const BINS_PER_DECADE = 8;
const CLASSES = {legitimate: 'legitimate', attack: 'attack', flagged: 'flagged', notFlagged: 'not flagged'};

function classStyles(labelled) {
  const usual = {color: () => theme().usual, line: 'solid'};
  const unusual = {color: () => OKABE_ITO.vermillion, line: 'dashed'};
  return {legitimate: usual, attack: unusual, notFlagged: usual, flagged: labelled ? {color: () => theme().ink, line: 'dotted'} : unusual};
}

function featuresView(section) {
  const {run} = section;
  const styles = classStyles(section.labelled);
  const used = run.histograms[0].classes;
  const grid = el('div', {class: 'small-multiples'});
  for (const {feature, classes} of run.histograms) {
    const chart = section.chart({
      name: 'distribution-' + feature.replace(/[^A-Za-z0-9_-]+/g, '-'), low: true,
      describe: `Distribution of ${feature} on a logarithmic axis: ` + classes.map(c => `${CLASSES[c.kind]}, ${count(c.total)} requests`).join('; '),
      build: () => histogramOption(section, feature, classes, styles),
    });
    const inModel = run.features[section.column(feature)].inModel;
    grid.append(el('div', {}, el('h3', {}, feature, el('span', {}, inModel ? '' : ' (not in the model)')), chart.node));
  }
  const key = el('div', {class: 'legend'});
  const refresh = () => key.replaceChildren(...used.map(c => el('span', {}, swatch(styles[c.kind]), `${CLASSES[c.kind]} (${count(c.total)})`)));
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

/** Decimal exponents from first to last; zero has a place one decade below. */
function exponentAxis(first, last, zeros, unit) {
  const style = axisStyle();
  const zeroAt = first - 1;
  return {...style, type: 'value', min: zeros ? zeroAt : first, max: last, interval: Math.max(1, Math.ceil((last - first) / 9)),
    splitLine: {show: false}, axisTick: {...style.axisTick, show: false},
    axisLabel: {...style.axisLabel, formatter: e => zeros && e === zeroAt ? '0' : tick(10 ** e, unit)}};
}

/** From 0, and never beyond 100 %. */
function shareAxis() {
  const style = axisStyle();
  return {...style, type: 'value', min: 0, max: ({max}) => max > 0.8 ? 1 : null, axisLabel: {...style.axisLabel, formatter: v => tick(v, 'SHARE')}};
}

/** The corners of a class's histogram on such an axis. */
function histogramSteps({total, histogram}, first, last, zeros) {
  const share = value => total ? value / total : 0;
  const steps = zeros ? [[first - 1, share(histogram.zeros)], [first - 1 + 1 / BINS_PER_DECADE, 0]] : [];
  if (histogram.firstExponent > first) steps.push([first, 0]);
  histogram.counts.forEach((value, bin) => steps.push([histogram.firstExponent + bin / BINS_PER_DECADE, share(value)]));
  const end = histogram.firstExponent + histogram.counts.length / BINS_PER_DECADE;
  steps.push([end, 0]);
  if (end < last) steps.push([last, 0]);
  return steps;
}

function binTitle(at, first, unit) {
  return at < first - 1e-9 ? '0' : `${tick(10 ** at, unit)} to ${tick(10 ** (at + 1 / BINS_PER_DECADE), unit)}`;
}

function histogramOption(section, feature, classes, styles) {
  const {model} = section.run;
  const unit = section.unit(feature);
  const first = classes[0].histogram.firstExponent;
  const last = first + classes[0].histogram.counts.length / BINS_PER_DECADE;
  const zeros = classes.some(c => c.histogram.zeros > 0);
  const index = model.features.indexOf(feature);
  const marks = index < 0 ? [] : model.centroids.map(c => c[index]).filter(value => value > 0).map(value => ({xAxis: Math.log10(value)}));
  return {
    grid: {left: 46, right: 20, top: 8, bottom: 26}, xAxis: exponentAxis(first, last, zeros, unit),
    yAxis: {...shareAxis(), splitNumber: 5},
    tooltip: {trigger: 'axis', axisPointer: {lineStyle: {color: theme().soft}}, formatter: list => tip(binTitle(list[0].value[0], first, unit),
      list.map(p => [CLASSES[p.seriesName], percent(p.value[1], 2)]))},
    series: classes.map((c, i) => {
      const {color, line} = styles[c.kind];
      return {name: c.kind, type: 'line', step: 'end', data: histogramSteps(c, first, last, zeros), symbol: 'none', color: color(),
        lineStyle: {width: line === 'dotted' ? 1.8 : 1.6, type: line}, areaStyle: {opacity: {solid: 0.18, dashed: 0.08, dotted: 0}[line]},
        markLine: i > 0 || !marks.length ? undefined : {silent: true, symbol: 'none', label: {show: false},
          lineStyle: {color: theme().soft, type: 'dotted', width: 1}, data: marks}};
    }),
  };
}
