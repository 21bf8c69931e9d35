function featuresView(section) {
  const {run} = section;
  const kinds = {
    legitimate: {name: 'legitimate', style: {color: () => theme().usual, line: 'solid'}},
    attack: {name: 'attack', style: {color: () => OKABE_ITO.vermillion, line: 'dashed'}},
    notFlagged: {name: 'not flagged', style: {color: () => theme().usual, line: 'solid'}},
    flagged: {name: 'flagged', style: {color: () => OKABE_ITO.vermillion, line: 'dashed'}},
  };
  const used = run.histograms[0].classes;
  const grid = el('div', {class: 'small-multiples'});
  for (const {feature, classes} of run.histograms) {
    const chart = section.chart({
      name: 'distribution-' + feature.replace(/[^A-Za-z0-9_-]+/g, '-'), low: true,
      describe: `Distribution of ${feature} on a logarithmic axis: ` + classes.map(c => `${kinds[c.kind].name}, ${count(c.total)} requests`).join('; '),
      build: () => histogramOption(section, feature, classes, kinds),
    });
    const inModel = run.features[section.column(feature)].inModel;
    grid.append(el('div', {}, el('h3', {}, feature, el('span', {}, inModel ? '' : ' (not in the model)')), chart.node));
  }
  const key = el('div', {class: 'legend'});
  const refresh = () => key.replaceChildren(...used.map(c => el('span', {style: 'display:inline-flex;gap:.4rem;align-items:center;padding:.15rem .4rem'},
    swatch(kinds[c.kind].style), `${kinds[c.kind].name} (${count(c.total)})`)));
  refresh();
  legends.add(refresh);
  return el('figure', {}, key, grid,
    section.caption('Distribution of each feature over test requests, as shares of each class; bins are an eighth of a decade wide, and zero has its own. Vertical lines mark the centroids.'));
}

function histogramOption(section, feature, classes, kinds) {
  const {model} = section.run;
  const unit = section.unit(feature);
  const bins = classes[0].histogram.counts.length;
  const first = classes[0].histogram.firstExponent;
  const zeros = classes.some(c => c.histogram.zeros > 0);
  const zeroAt = first - 1;
  const style = axisStyle();
  const decades = bins / 8;
  const index = model.features.indexOf(feature);
  const marks = index < 0 ? [] : model.centroids.map(c => c[index]).filter(value => value > 0).map(value => ({xAxis: Math.log10(value)}));
  return {
    grid: {left: 46, right: 14, top: 8, bottom: 26},
    xAxis: {...style, type: 'value', min: zeros ? zeroAt : first, max: first + decades, interval: Math.max(1, Math.ceil(decades / 9)),
      splitLine: {show: false}, axisTick: {...style.axisTick, show: false},
      axisLabel: {...style.axisLabel, formatter: e => zeros && e === zeroAt ? '0' : tick(10 ** e, unit)}},
    yAxis: {...style, type: 'value', min: 0, splitNumber: 3, axisLabel: {...style.axisLabel, formatter: v => Number((v * 100).toPrecision(2)) + ' %'}},
    tooltip: {trigger: 'axis', axisPointer: {lineStyle: {color: theme().soft}}, formatter: list => {
      const at = list[0].value[0];
      const title = at < first - 1e-9 ? '0' : `${tick(10 ** at, unit)} to ${tick(10 ** (at + 1 / 8), unit)}`;
      return tip(title, list.filter(p => p.seriesName[0] === 'c').map(p => [kinds[classes[Number(p.seriesName.slice(1))].kind].name, percent(p.value[1], 2)]));
    }},
    series: classes.map((c, i) => {
      const {color, line} = kinds[c.kind].style;
      const share = value => c.total ? value / c.total : 0;
      const data = zeros ? [[zeroAt, share(c.histogram.zeros)], [zeroAt + 1 / 8, 0]] : [];
      c.histogram.counts.forEach((value, bin) => data.push([first + bin / 8, share(value)]));
      data.push([first + decades, 0]);
      return {name: 'c' + i, type: 'line', step: 'end', data, symbol: 'none', color: color(),
        lineStyle: {width: 1.6, type: line}, areaStyle: {opacity: line === 'solid' ? 0.18 : 0.08},
        markLine: i > 0 || !marks.length ? undefined : {silent: true, symbol: 'none', label: {show: false},
          lineStyle: {color: theme().soft, type: 'dotted', width: 1}, data: marks}};
    }),
  };
}
