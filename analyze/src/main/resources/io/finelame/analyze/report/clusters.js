function clustersView(section) {
  const {run} = section;
  const {test, train, model} = run;
  const others = run.features.map(f => f.name);
  let x = model.features[0];
  let y = model.features[1] || others.find(name => name !== x) || x;
  let list = [];
  let scales = null;
  const place = () => {
    const [cx, cy] = [section.column(x), section.column(y)];
    const centroidValues = feature => {
      const index = model.features.indexOf(feature);
      return index < 0 ? [] : model.centroids.flatMap(centroid => [centroid[index]]);
    };
    scales = [logScale([test.values[cx], train.values[cx], centroidValues(x)], section.unit(x)),
      logScale([test.values[cy], train.values[cy], centroidValues(y)], section.unit(y))];
    list = pointSeries(section, (columns, row) => [scales[0].place(columns.values[cx][row]), scales[1].place(columns.values[cy][row])]);
  };
  place();
  const chart = section.chart({
    name: 'clusters', canvas: true, describe: 'Requests by two features, one point each, by verdict, with the centroids of the model and what they accept. The table of the model holds the same values.',
    onclick: p => showClicked(section, list, p),
    build: () => {
      place();
      return {
        grid: GRID, dataZoom: zoom([{xAxisIndex: 0}, {yAxisIndex: 0}]), xAxis: scales[0].axis(x, 30), yAxis: scales[1].axis(y, 60),
        tooltip: {trigger: 'item', formatter: p => pointTip(section, list, p, x === y ? [x] : [x, y])},
        series: [...scatterSeries(list), ...outlineSeries(section, x, y, scales), ...centroidSeries(section, x, y, scales)],
      };
    },
  });
  const legendEntries = () => [...list,
    ...(section.l1 ? [{series: 'outlines', name: 'threshold', style: {color: () => theme().ink, line: 'dashed'}}] : []),
  ];
  return el('figure', {},
    el('div', {class: 'controls'},
      choose('Across', section.featureOptions(), x, value => { x = value; chart.draw(); }),
      choose('Up', section.featureOptions(), y, value => { y = value; chart.draw(); }), section.saveButton(chart)),
    legend(chart, legendEntries()), chart.node,
    section.caption('Requests by two features, with the centroid of each cluster (numbered).'
      + (section.l1 ? ' A dashed outline is what its cluster accepts of a request whose other features stay at or below the centroid: a request is flagged when it is beyond every outline.' : '')
      + thinning(section) + ZOOM_HINT));
}

function centroidSeries(section, x, y, [sx, sy]) {
  const {model} = section.run;
  const [ix, iy] = [model.features.indexOf(x), model.features.indexOf(y)];
  if (ix < 0 || iy < 0) return [];
  return [{
    name: 'centroids', type: 'scatter', z: 20, symbol: 'circle', symbolSize: 17, silent: true,
    itemStyle: {color: theme().paper, borderColor: theme().ink, borderWidth: 1.5, opacity: 0.92},
    label: {show: true, formatter: p => String(p.value[2]), color: theme().ink, fontSize: 11, fontWeight: 600},
    data: model.centroids.map((centroid, j) => [sx.place(centroid[ix]), sy.place(centroid[iy]), j]),
  }];
}

/** Only what a request used beyond a centroid counts: sum over features of max(0, value - centroid) / std <= threshold. */
function outlineSeries(section, x, y, [sx, sy]) {
  const {model} = section.run;
  const [ix, iy] = [model.features.indexOf(x), model.features.indexOf(y)];
  if (!section.l1 || x === y || ix < 0 && iy < 0) return [];
  return model.centroids.map((centroid, j) => {
    const reach = model.thresholds[j] / model.unit;
    const points = [];
    if (iy < 0) {
      const edge = sx.place(centroid[ix] + reach * model.std[ix]);
      points.push([edge, sy.low], [edge, sy.high]);
    } else if (ix < 0) {
      const edge = sy.place(centroid[iy] + reach * model.std[iy]);
      points.push([sx.low, edge], [sx.high, edge]);
    } else {
      points.push([sx.low, sy.place(centroid[iy] + reach * model.std[iy])]);
      for (let step = 0; step <= 60; step++) {
        // Quadratic steps at both ends keep the curve smooth on logarithmic axes.
        const part = step <= 30 ? 2 * (step / 60) ** 2 : 1 - 2 * (1 - step / 60) ** 2;
        points.push([sx.place(centroid[ix] + part * reach * model.std[ix]), sy.place(centroid[iy] + (1 - part) * reach * model.std[iy])]);
      }
      points.push([sx.place(centroid[ix] + reach * model.std[ix]), sy.low]);
    }
    return {name: 'outlines', type: 'line', data: points, symbol: 'none', silent: true, z: 15, clip: true,
      lineStyle: {color: theme().ink, type: 'dashed', width: 1.2, opacity: 0.8}, color: theme().ink};
  });
}
