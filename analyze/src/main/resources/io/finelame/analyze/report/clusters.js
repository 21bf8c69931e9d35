function clustersView(section) {
  const {run} = section;
  const {plane, model} = run;
  const planes = {features: featurePlane(section), ...(plane ? {components: componentPlane(section)} : {})};
  let shown = planes.features;
  const chart = section.chart({
    name: 'clusters', canvas: true, describe: shown.describe(),
    onclick: p => showClicked(section, shown.list(), p),
    build: () => {
      const {scales, names, outlines, centroids, features, extra} = shown.place();
      return {
        grid: GRID, dataZoom: zoom([{xAxisIndex: 0}, {yAxisIndex: 0}]), xAxis: scales[0].axis(names[0], 30), yAxis: scales[1].axis(names[1], 60),
        tooltip: {trigger: 'item', formatter: p => pointTip(section, shown.list(), p, features, extra)},
        series: [...scatterSeries(shown.list()), ...outlines.map(outlineSeries), centroidSeries(centroids)],
      };
    },
  });
  const told = el('p', {class: 'note', 'aria-live': 'polite'}, shown.explain());
  const redraw = () => {
    chart.describe(shown.describe());
    told.textContent = shown.explain();
    chart.draw();
  };
  const selectors = planes.features.selectors(redraw);
  const axes = plane && choose('Axes', [['features', 'two features'], ['components', 'principal components']], 'features', value => {
    shown = planes[value];
    selectors.forEach(selector => { selector.hidden = value !== 'features'; });
    redraw();
  });
  const entries = [...pointKinds(section), ...(section.oneSided ? [{series: 'outlines', name: 'threshold', style: {color: () => theme().ink, line: 'dashed'}}] : [])];
  return el('figure', {},
    el('div', {class: 'controls'}, axes, ...selectors, section.saveButton(chart)), legend(chart, entries), chart.node,
    section.caption((section.limits ? 'Requests and the limits of the features.' : `Requests and the centroids of the ${count(model.k)} clusters (numbered), as the model sees them.`) + thinning(section) + ZOOM_HINT), told);
}

const NO_OUTLINE = ' No outline of the threshold is drawn: a signed sum lets one feature make up for another, so what is accepted has no edge in two of them.';

/** Two features to choose, in their own units. */
function featurePlane(section) {
  const {run} = section;
  const {test, train, model} = run;
  const chosen = [model.features[0], model.features[1] ?? run.features.map(f => f.name).find(name => name !== model.features[0]) ?? model.features[0]];
  const inModel = feature => model.features.indexOf(feature);
  let list = [];
  const place = () => {
    const scales = chosen.map(feature => logScale([test.values[section.column(feature)], train.values[section.column(feature)],
      inModel(feature) < 0 ? [] : model.centroids.map(centroid => centroid[inModel(feature)])], section.unit(feature)));
    const columns = chosen.map(feature => section.column(feature));
    list = pointSeries(section, ({values}, row) => columns.map((column, axis) => scales[axis].place(values[column][row])));
    const known = chosen.every(feature => inModel(feature) >= 0);
    return {
      scales, names: chosen, features: [...new Set(chosen)], extra: [], outlines: featureOutlines(section, chosen.map(inModel), scales),
      centroids: known && !section.limits ? model.centroids.map(centroid => chosen.map((feature, axis) => scales[axis].place(centroid[inModel(feature)]))) : [],
    };
  };
  return {
    place, list: () => list,
    describe: () => `Requests by ${chosen[0]} and ${chosen[1]}, one point each, by verdict, with the centroids of the model and what they accept. `
      + 'The table of drawn requests and that of the model hold the same values.',
    explain: () => (section.box ? 'A dashed outline is what its cluster accepts, whatever the other features are below their limits: a request is flagged when it is beyond every outline.'
      : section.oneSided ? 'A dashed outline is what its cluster accepts of a request whose other features stay at or below the centroid: a request is flagged when it is beyond every outline.'
      : NO_OUTLINE.trim()) + (chosen.every(feature => inModel(feature) < 0) ? ' The model knows neither feature.' : ''),
    selectors: redraw => ['Across', 'Up'].map((name, axis) => choose(name, section.featureOptions(), chosen[axis], value => { chosen[axis] = value; redraw(); })),
  };
}

/** The plane in which the training requests vary most. */
function componentPlane(section) {
  const {run} = section;
  const {test, train, plane, model} = run;
  const names = plane.shares.map((share, axis) => `${axis ? 'second' : 'first'} principal component (${percent(share)} of the variance)`);
  let list = [];
  const place = () => {
    const scales = [0, 1].map(axis => symmetricScale([test.plane[axis], train.plane[axis], plane.centroids.map(centroid => centroid[axis])]));
    list = pointSeries(section, (columns, row) => scales.map((scale, axis) => scale.place(columns.plane[axis][row])));
    return {
      scales, names, features: model.features, outlines: componentOutlines(section, scales),
      extra: [0, 1].map(axis => [`component ${axis + 1}`, (columns, row) => decimals(columns.plane[axis][row], 2)]),
      centroids: section.limits ? [] : plane.centroids.map(centroid => scales.map((scale, axis) => scale.place(centroid[axis]))),
    };
  };
  const weights = axis => plane.axes[axis].map((weight, f) => [weight, model.features[f]]).filter(([weight]) => Math.abs(weight) >= 0.005)
    .map(([weight, feature], f) => `${weight < 0 ? '−' : f ? '+' : ''}${Math.abs(weight).toFixed(2)} ${feature}`).join(' ');
  return {
    place, list: () => list,
    describe: () => `Requests by the first two principal components, one point each, by verdict, with the centroids of the model. The table of drawn requests holds the same values.`,
    explain: () => `The first two principal components of the training requests' standardised features, which explain ${percent(plane.shares[0] + plane.shares[1])} of their variance: `
      + `${weights(0)}; ${weights(1)}. Axes are linear up to one standard deviation, logarithmic beyond.`
      + (!section.oneSided ? NO_OUTLINE : section.logarithmic ? ' No outline of the threshold is drawn: the score measures logarithms, which these axes don\'t.' : ' A dashed outline is what its cluster accepts of a request that differs from the centroid in this plane only'
        + (model.features.length > 2 ? '; what differs beyond the plane counts as well, so a request inside an outline may be flagged.' : ': a request is flagged when it is beyond every outline.')),
  };
}

function centroidSeries(places) {
  return {
    name: 'centroids', type: 'scatter', z: 20, symbol: 'circle', symbolSize: 17, silent: true,
    itemStyle: {color: theme().paper, borderColor: theme().ink, borderWidth: 1.5, opacity: 0.92},
    label: {show: true, formatter: p => String(p.value[2]), color: theme().ink, fontSize: 11, fontWeight: 600},
    data: places.map(([x, y], j) => [x, y, j]),
  };
}

function outlineSeries(points) {
  return {name: 'outlines', type: 'line', data: points, symbol: 'none', silent: true, z: 15, clip: true,
    lineStyle: {color: theme().ink, type: 'dashed', width: 1.2, opacity: 0.8}, color: theme().ink};
}

/** The detector's logarithm is linear between powers of two. */
function powerOf(logarithm) {
  const scaled = logarithm / 65536;
  const whole = Math.floor(scaled);
  return 2 ** whole * (1 + scaled - whole);
}

/** The value of a feature at which it alone takes this part of a cluster's threshold. */
function edgeOf(section, cluster, index, part) {
  const {model, scales} = section.run;
  if (!section.logarithmic) return model.centroids[cluster][index] + part * model.thresholds[cluster] / model.unit * scales[index];
  const {centroids, weights, shifts, offsets} = model.fixedPoint;
  return powerOf(centroids[cluster][index] + part * model.thresholds[cluster] * 2 ** shifts[index] / weights[index]) - offsets[index];
}

/**
 * Only what a request used beyond a centroid counts: by l1 the sum over features of max(0, value - centroid) / scale is at most the
 * threshold, by linf each of them.
 */
function featureOutlines(section, [ix, iy], [sx, sy]) {
  const {model} = section.run;
  if (!section.oneSided || ix === iy) return [];
  return model.centroids.map((_, j) => {
    const edge = (index, part) => edgeOf(section, j, index, part);
    if (iy < 0) return [sy.low, sy.high].map(end => [sx.place(edge(ix, 1)), end]);
    if (ix < 0) return [sx.low, sx.high].map(end => [end, sy.place(edge(iy, 1))]);
    if (section.box) return [[sx.low, sy.place(edge(iy, 1))], [sx.place(edge(ix, 1)), sy.place(edge(iy, 1))], [sx.place(edge(ix, 1)), sy.low]];
    const points = [[sx.low, sy.place(edge(iy, 1))]];
    for (let step = 0; step <= 60; step++) {
      // Quadratic steps at both ends keep the curve smooth on logarithmic axes.
      const part = step <= 30 ? 2 * (step / 60) ** 2 : 1 - 2 * (1 - step / 60) ** 2;
      points.push([sx.place(edge(ix, part)), sy.place(edge(iy, 1 - part))]);
    }
    points.push([sx.place(edge(ix, 1)), sy.low]);
    return points;
  });
}

/**
 * Where the plane through a centroid leaves what its cluster accepts. The distance grows in proportion in each direction
 * from the centroid, so each direction has one edge, or none where no feature grows.
 */
function componentOutlines(section, scales) {
  const {model, plane} = section.run;
  if (!section.oneSided || section.logarithmic) return [];
  const beyond = 10 ** Math.max(...scales.flatMap(scale => [Math.abs(scale.low), Math.abs(scale.high)]));
  const grows = model.std.map((std, f) => std / section.run.scales[f]);
  return model.centroids.map((_, j) => {
    const reach = model.thresholds[j] / model.unit;
    const points = [];
    for (let step = 0; step <= 1440; step++) {
      const direction = [Math.cos(step * Math.PI / 720), Math.sin(step * Math.PI / 720)];
      const slopes = grows.map((scale, f) => Math.max(0, direction[0] * plane.axes[0][f] + direction[1] * plane.axes[1][f]) * scale);
      const slope = section.box ? Math.max(...slopes) : slopes.reduce((sum, value) => sum + value, 0);
      const radius = slope > 0 ? Math.min(beyond, reach / slope) : beyond;
      points.push(scales.map((scale, axis) => scale.place(plane.centroids[j][axis] + radius * direction[axis])));
    }
    return points;
  });
}
