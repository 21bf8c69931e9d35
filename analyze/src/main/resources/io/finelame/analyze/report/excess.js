function excessView(section) {
  const {run} = section;
  const {test} = run;
  const scale = logScale([test.excess, [1]], 'COUNT');
  let list = [];
  const chart = section.chart({
    name: 'excess', canvas: true, describe: 'Highest score over threshold of each test request by its start time, by verdict, with the threshold at 1. '
      + 'The table of drawn requests below holds the same values.',
    onclick: p => showClicked(section, list, p),
    build: () => {
      list = pointSeries(section, (columns, row) => [columns.t[row], scale.place(columns.excess[row])], false);
      const series = scatterSeries(list);
      series.unshift(trainWindow(run.model));
      series.push({name: 'threshold', type: 'line', data: [], silent: true, markLine: {silent: true, symbol: 'none', lineStyle: {color: theme().ink, type: 'dashed', width: 1.2},
        label: {formatter: 'threshold', position: 'insideStartTop', color: theme().ink, fontSize: 11}, data: [{yAxis: scale.place(1)}]}});
      return {
        grid: GRID, dataZoom: zoom([{xAxisIndex: 0}]), xAxis: startAxis(), yAxis: scale.axis('highest score / threshold', 60),
        tooltip: {trigger: 'item', formatter: p => pointTip(section, list, p, run.model.features)}, series,
      };
    },
  });
  return el('figure', {}, el('div', {class: 'controls'}, section.saveButton(chart)), legend(chart, pointKinds(section, false)), chart.node,
    section.caption('Test requests by start time and highest score over threshold; above the line a request is flagged. A point opens the life of its request, where the run holds it.'
      + (section.oneSided ? '' : ` Scores of ${run.model.scoring} can fall and be negative.`) + thinning(section) + ZOOM_HINT));
}
