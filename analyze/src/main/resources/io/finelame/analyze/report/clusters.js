function clustersView(section) {
  const {run} = section;
  const {plane, model} = run;
  const planes = {features: featurePlane(section), ...(plane ? {components: componentPlane(section)} : {})};
  let shown = planes.features;
  const chart = section.chart({
    name: 'clusters', canvas: true, describe: shown.describe(), panel: () => section.book.panels(...shown.key())[0], zooms: 'xy',
    onclick: p => showClicked(section, p),
    tooltip: {trigger: 'item', formatter: p => pointTip(section, p, shown.features(), shown.extra)},
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
  return el('figure', {},
    el('div', {class: 'controls'}, axes, ...selectors, section.saveButton(chart)), legend(chart, entriesOf(chart.panel())), chart.node,
    section.caption((section.limits ? 'Requests and the limits of the features.' : `Requests and the centroids of the ${count(model.k)} clusters (numbered), as the model sees them.`) + thinning(section) + ZOOM_HINT), told);
}

const NO_OUTLINE = ' No outline of the threshold is drawn: a signed sum lets one feature make up for another, so what is accepted has no edge in two of them.';

/** Two features to choose, in their own units. */
function featurePlane(section) {
  const {run} = section;
  const {model} = run;
  const chosen = [model.features[0], model.features[1] ?? run.features.map(f => f.name).find(name => name !== model.features[0]) ?? model.features[0]];
  return {
    key: () => ['clusters', ...chosen], features: () => [...new Set(chosen)], extra: [],
    describe: () => `Requests by ${chosen[0]} and ${chosen[1]}, one point each, by verdict, with the centroids of the model and what they accept. `
      + 'The table of drawn requests and that of the model hold the same values.',
    explain: () => (section.box ? 'A dashed outline is what its cluster accepts, whatever the other features are below their limits: a request is flagged when it is beyond every outline.'
      : section.oneSided ? 'A dashed outline is what its cluster accepts of a request whose other features stay at or below the centroid: a request is flagged when it is beyond every outline.'
      : NO_OUTLINE.trim()) + (chosen.every(feature => !model.features.includes(feature)) ? ' The model knows neither feature.' : ''),
    selectors: redraw => ['Across', 'Up'].map((name, axis) => choose(name, section.featureOptions(), chosen[axis], value => { chosen[axis] = value; redraw(); })),
  };
}

/** The plane in which the training requests vary most. */
function componentPlane(section) {
  const {run} = section;
  const {plane, model} = run;
  const weights = axis => plane.axes[axis].map((weight, f) => [weight, model.features[f]]).filter(([weight]) => Math.abs(weight) >= 0.005)
    .map(([weight, feature], f) => `${weight < 0 ? '−' : f ? '+' : ''}${Math.abs(weight).toFixed(2)} ${feature}`).join(' ');
  return {
    key: () => ['clusters-pca'], features: () => model.features,
    extra: [0, 1].map(axis => [`component ${axis + 1}`, (columns, row) => decimals(columns.plane[axis][row], 2)]),
    describe: () => 'Requests by the first two principal components, one point each, by verdict, with the centroids of the model. The table of drawn requests holds the same values.',
    explain: () => `The first two principal components of the training requests' standardised features, which explain ${percent(plane.shares[0] + plane.shares[1])} of their variance: `
      + `${weights(0)}; ${weights(1)}. Axes are linear up to one standard deviation, logarithmic beyond.`
      + (!section.oneSided ? NO_OUTLINE : !plane.outlines ? ' No outline of the threshold is drawn: the score measures logarithms, which these axes don\'t.' : ' A dashed outline is what its cluster accepts of a request that differs from the centroid in this plane only'
        + (model.features.length > 2 ? '; what differs beyond the plane counts as well, so a request inside an outline may be flagged.' : ': a request is flagged when it is beyond every outline.')),
  };
}
