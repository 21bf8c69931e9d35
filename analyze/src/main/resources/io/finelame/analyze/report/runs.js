function comparison(runs, open) {
  const labelled = runs.some(run => run.matrix);
  const parameters = [
    ['scored by', run => run.scoredBy], ['scoring', run => run.model.scoring], ['k', run => run.model.k], ['features', run => run.model.features.join(', ')],
    ['threshold', run => run.model.thresholdRule], ['train time (s)', run => run.model.trainTime], ['seed', run => run.seed],
    ['recordings', run => run.recordings.map(recording => recording.path).join(', ')],
    ...[...new Set(runs.flatMap(run => Object.keys(run.configuration ?? {})))]
      .filter(name => !['scoring', 'k', 'features', 'threshold', 'train_time', 'seed'].includes(name))
      .map(name => [name, run => { const value = run.configuration?.[name]; return typeof value === 'object' ? JSON.stringify(value) : value; }]),
  ];
  const text = value => value == null ? '–' : String(value);
  const differs = ([, value]) => new Set(runs.map(value).map(text)).size > 1;
  const same = parameters.filter(parameter => !differs(parameter));
  const rate = (title, of, digits = 1) => ({title, number: true, value: i => of(runs[i]), show: i => percent(of(runs[i]), digits)});
  const list = sortable({
    caption: 'The runs side by side; a title sorts, a run\'s name opens it.', rows: [...runs.keys()], columns: [
      {title: 'Run', value: i => runs[i].label, long: true, show: i => el('button', {type: 'button', class: 'link', onclick: () => open(i, true)}, runs[i].label)},
      ...parameters.filter(differs).map(([title, value]) => ({title, long: title === 'features' || title === 'recordings',
        number: typeof value(runs[0]) === 'number', value: i => value(runs[i]), show: i => text(value(runs[i]))})),
      {title: 'Requests', number: true, value: i => runs[i].testRequests, show: i => count(runs[i].testRequests)},
      {title: 'Flagged', number: true, value: i => runs[i].flagged, show: i => count(runs[i].flagged)},
      ...(labelled ? [rate('Recall', run => run.matrix?.recall.value), rate('False positives', run => run.matrix?.falsePositiveRate.value, 2),
        rate('Precision', run => run.matrix?.precision.value),
        {title: 'F1', number: true, value: i => runs[i].matrix?.f1, show: i => decimals(runs[i].matrix?.f1, 3)}] : []),
      rate('CPU share when flagged', run => run.attacks.medianShare), rate('90 % by', run => run.attacks.p90Share),
    ],
  });
  const nodes = [list.node, el('p', {class: 'note'}, 'The same in all runs: '
    + (same.map(([name, value]) => `${name} ${text(value(runs[0]))}`).join('; ') || 'nothing') + '.')];
  if (!labelled) return {nodes, charts: []};
  const chart = new Chart({
    name: 'runs', low: true, describe: 'Recall against false-positive rate, one point per run; the table holds the same values.',
    onclick: p => open(p.value[2], true),
    build: () => {
      const style = axisStyle();
      const share = {...style.axisLabel, formatter: v => Number((v * 100).toPrecision(3)) + ' %'};
      return {
        grid: GRID,
        xAxis: {...style, type: 'value', min: 0, name: 'false-positive rate', nameGap: 30, axisLabel: share},
        yAxis: {...style, type: 'value', min: 0, max: 1, name: 'recall', nameGap: 58, axisLabel: share},
        tooltip: {trigger: 'item', formatter: p => tip(runs[p.value[2]].label, [['recall', percent(p.value[1])], ['false-positive rate', percent(p.value[0], 2)]])},
        series: [{type: 'scatter', symbol: 'circle', symbolSize: 10, clip: false, itemStyle: {color: OKABE_ITO.vermillion, borderColor: theme().paper},
          label: {show: runs.length <= 12, formatter: p => runs[p.value[2]].label.slice(0, 24), position: 'bottom', color: theme().ink, fontSize: 11},
          labelLayout: {hideOverlap: true},
          data: runs.map((run, i) => [run.matrix?.falsePositiveRate.value, run.matrix?.recall.value, i]).filter(([x, y]) => known(x) && known(y))}],
      };
    },
  });
  nodes.push(el('figure', {}, chart.node, el('figcaption', {}, 'Recall against false-positive rate, one point per run; up and to the left is better.')));
  return {nodes, charts: [chart]};
}

function severalRuns(runs) {
  const tabs = el('div', {class: 'tabs', role: 'tablist', 'aria-label': 'Runs'});
  const panel = el('div', {role: 'tabpanel', 'aria-live': 'off'});
  const sections = [];
  const buttons = runs.map((run, index) => el('button', {type: 'button', role: 'tab', id: 'tab-' + index, onclick: () => open(index), onkeydown: event => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const next = (index + step + runs.length) % runs.length;
    open(next);
    buttons[next].focus();
  }}, run.label));
  tabs.append(...buttons);
  function open(index, scroll = false) {
    buttons.forEach((button, i) => {
      button.setAttribute('aria-selected', String(i === index));
      button.tabIndex = i === index ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', 'tab-' + index);
    const made = sections[index] !== undefined;
    if (!made) {
      sections[index] = new RunSection(runs[index], index);
      sections[index].build('h2');
    }
    panel.replaceChildren(sections[index].node);
    [...sections[index].drawing()];
    if (scroll) tabs.scrollIntoView({block: 'start', behavior: 'smooth'});
  }
  const side = comparison(runs, open);
  document.title = `Finelame: ${runs.length} runs`;
  main.append(el('h1', {}, `${runs.length} runs compared`), el('p', {class: 'provenance'},
    data.labelsFile ? `Truth from ${data.labelsFile}.` : 'No labels file: nothing is known of the truth.'), ...side.nodes, tabs, panel);
  side.charts.forEach(chart => chart.draw());
  open(0);
}

function oneRun(run) {
  document.title = 'Finelame: ' + run.label;
  const section = new RunSection(run, 0);
  main.append(section.build('h1'));
  return section.drawing();
}
