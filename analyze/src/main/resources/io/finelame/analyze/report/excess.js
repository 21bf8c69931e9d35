function excessView(section) {
  const {run} = section;
  const chart = section.chart({
    name: 'excess', canvas: true, describe: 'Highest score over threshold of each test request by its start time, by verdict, with the threshold at 1. '
      + 'The table of drawn requests below holds the same values.',
    panel: () => section.book.panels('scores')[0], zooms: 'x', onclick: p => showClicked(section, p),
    tooltip: {trigger: 'item', formatter: p => pointTip(section, p, run.model.features)},
  });
  return el('figure', {}, el('div', {class: 'controls'}, section.saveButton(chart)), legend(chart, pointEntries(chart.panel())), chart.node,
    section.caption('Test requests by start time and highest score over threshold; above the line a request is flagged. A point opens the life of its request, where the run holds it.'
      + (section.oneSided ? '' : ` Scores of ${run.model.scoring} can fall and be negative.`) + thinning(section) + ZOOM_HINT));
}
