/** Several runs side by side. */
class RunsSection extends Section {
  /** open(i) shows run i and goes there. */
  constructor(runs, open) {
    super('runs', 'runs', data.comparison.charts);
    this.runs = runs;
    this.open = open;
    this.labelled = runs.some(run => run.matrix);
    this.overlaid = data.comparison.drawn;
  }

  build() {
    const {runs} = this;
    this.node.append(
      el('h1', {class: 'title'}, `${runs.length} runs compared`),
      el('p', {class: 'provenance'}, data.labelsFile ? `Ground truth from ${data.labelsFile}.` : 'No labels file: the ground truth is unknown.'),
      this.keyFigures(), ...this.table(),
      ...(this.labelled ? [this.operatingPoints()] : []),
      el('h2', {}, 'How early'), this.howEarly(),
      el('h2', {}, 'ROC and precision-recall'), this.ranking(),
      el('h2', {}, 'Features'), this.features(),
      el('h2', {}, 'Each run'));
    return this.node;
  }

  /** What the lines of charts show, by their keys. */
  lines(of) {
    return Object.fromEntries(this.overlaid.map(i => ['run' + i, of(this.runs[i])]).filter(([, line]) => line));
  }

  /** What to say where not all runs are drawn. */
  omission() {
    const {runs, overlaid} = this;
    return overlaid.length === runs.length ? '' : this.labelled ? ` Drawn are the ${overlaid.length} of ${count(runs.length)} runs with the highest F1.`
      : ` Drawn are the first ${overlaid.length} of ${count(runs.length)} runs.`;
  }

  keyFigures() {
    const {runs} = this;
    const figure = (name, of, show, sign) => {
      const among = runs.filter(run => known(of(run)));
      if (among.length === 0) return null;
      const value = among.map(of).reduce((a, b) => sign * a >= sign * b ? a : b);
      const reached = among.filter(run => of(run) === value);
      return el('div', {}, el('dt', {}, name), el('dd', {}, show(value)), el('dd', {class: 'of'}, reached.length === runs.length ? 'all runs'
        : reached[0].name + (reached.length > 1 ? ` and ${count(reached.length - 1)} more` : '')));
    };
    const early = figure('least CPU share when flagged', run => run.attacks.medianShare, percent, -1);
    if (!this.labelled) {
      return el('dl', {class: 'figures'}, figure('most flagged', run => run.flagged, count, 1), figure('fewest flagged', run => run.flagged, count, -1), early);
    }
    return el('dl', {class: 'figures'},
      figure('highest F1', run => run.matrix?.f1, value => decimals(value, 3), 1),
      figure('highest recall', run => run.matrix?.recall.value, percent, 1),
      figure('lowest false-positive rate', run => run.matrix?.falsePositiveRate.value, value => percent(value, 2), -1),
      figure('highest area under the ROC curve', run => run.ranking?.auc, value => decimals(value, 4), 1), early);
  }

  table() {
    const {runs, open, labelled} = this;
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
    const number = (title, of, digits) => ({title, number: true, value: i => of(runs[i]), show: i => decimals(of(runs[i]), digits)});
    const list = sortable({
      caption: this.tableCaption('The runs side by side; a title sorts, a run\'s name opens it.'), rows: [...runs.keys()], columns: [
        {title: 'Run', value: i => runs[i].name, long: true, show: i => el('button', {type: 'button', class: 'link', onclick: () => open(i)}, runs[i].name)},
        ...parameters.filter(differs).map(([title, value]) => ({title, long: title === 'features' || title === 'recordings',
          number: typeof value(runs[0]) === 'number', value: i => value(runs[i]), show: i => text(value(runs[i]))})),
        {title: 'Requests', number: true, value: i => runs[i].testRequests, show: i => count(runs[i].testRequests)},
        {title: 'Flagged', number: true, value: i => runs[i].flagged, show: i => count(runs[i].flagged)},
        ...(labelled ? [rate('Recall', run => run.matrix?.recall.value), rate('False positives', run => run.matrix?.falsePositiveRate.value, 2),
          rate('Precision', run => run.matrix?.precision.value), number('F1', run => run.matrix?.f1, 3), number('AUC', run => run.ranking?.auc, 4),
          number('Average precision', run => run.ranking?.averagePrecision, 3)] : []),
        rate('CPU share when flagged', run => run.attacks.medianShare), rate('90 % by', run => run.attacks.p90Share),
      ],
    });
    return [list.node, el('p', {class: 'note'}, 'The same in all runs: '
      + (same.map(([name, value]) => `${name} ${text(value(runs[0]))}`).join('; ') || 'nothing') + '.')];
  }

  operatingPoints() {
    const {runs, open} = this;
    const run = p => Number(p.seriesName.slice('run'.length));
    const panel = this.book.panels('operating-points')[0];
    const middle = (panel.x.low + panel.x.high) / 2;
    const named = series => ({labelLayout: {hideOverlap: true}, symbolSize: 11, itemStyle: {...series.itemStyle, borderColor: theme().paper},
      label: {show: this.overlaid.length === runs.length, formatter: p => runs[run(p)].name.slice(0, 24), color: theme().ink, fontSize: 11,
        position: series.data[0]?.[0] > middle ? 'left' : 'right'}});
    const chart = this.chart({
      name: 'operating-points', low: true, describe: 'Recall against false-positive rate, one point per run; the table of runs holds the same values.',
      panel: () => panel, change: Object.fromEntries(runs.map((_, i) => ['run' + i, named])), onclick: p => open(run(p)),
      tooltip: {trigger: 'item', formatter: p => tip(runs[run(p)].name, rates(runs[run(p)].matrix))},
    });
    return el('figure', {}, el('div', {class: 'controls'}, this.saveButton(chart)), chart.node,
      this.caption('Recall against false-positive rate, one point per run; up and to the left is better.'));
  }

  howEarly() {
    const {labelled} = this;
    return distributionFigure(this, {
      name: 'how-early', views: this.lines(run => run.attacks.flagged > 0 && {name: run.name, view: run.attacks}),
      caption: `${labelled ? 'All attacks of each run' : 'The flagged requests of each run'}: how early they were flagged, and what ending them at that moment would have saved.`
        + (labelled ? ' Curves end at the run\'s recall.' : '') + this.omission(),
    });
  }

  ranking() {
    const runs = this.lines(run => run.ranking && {name: run.name, ranking: run.ranking, matrix: run.matrix});
    if (Object.keys(runs).length === 0) {
      return el('p', {class: 'note'}, this.labelled ? 'ROC and precision-recall curves need both attacks and legitimate requests among the labelled test requests.'
        : 'ROC and precision-recall curves need a labels file.');
    }
    return rankingFigure(this, {
      name: 'ranking', runs,
      caption: 'ROC and precision-recall curves of the runs; a symbol is where a run\'s own threshold operates. The table of runs has the areas and the average precisions.' + this.omission(),
    });
  }

  features() {
    const {runs, overlaid} = this;
    const histogram = (i, feature, kind) => runs[i].histograms.find(each => each.feature === feature)?.classes.find(each => each.kind === kind);
    const names = [...new Set(overlaid.flatMap(i => runs[i].histograms.map(each => each.feature)))];
    const kinds = [...new Set(overlaid.flatMap(i => runs[i].histograms.flatMap(each => each.classes.map(c => c.kind))))];
    let feature = names[0];
    let kind = 'flagged';
    const drawn = () => overlaid.map(i => ({series: 'run' + i, name: runs[i].name, unit: runs[i].features.find(f => f.name === feature)?.unit, histogram: histogram(i, feature, kind)}))
      .filter(line => line.histogram?.total > 0);
    const describe = () => `Distribution of ${feature} over ${CLASSES[kind]} requests: ` + (drawn().map(line => `${line.name}, ${count(line.histogram.total)} requests`).join('; ') || 'none');
    const chart = this.chart({
      name: 'features', low: true, describe: describe(), panel: () => this.book.panels('features', feature, kind)[0],
      tooltip: {trigger: 'item', formatter: p => {
        const line = drawn().find(each => each.series === p.seriesName);
        return tip(line.name, [[feature, binTitle(line.histogram.histogram, drawn().some(each => each.histogram.histogram.zeros > 0), p.dataIndex, line.unit)], ['share', percent(p.value[1], 2)]]);
      }},
    });
    const values = chartValues(() => sortable({caption: `Shares of ${CLASSES[kind]} requests by bin of ${feature}; empty bins are left out.`, pageSize: 25,
      rows: histogramBins(drawn().map(line => ({feature: line.name, classes: [line.histogram]}))), columns: [
        {title: 'Run', long: true, value: binOrder, show: bin => bin.feature},
        {title: 'From', number: true, value: bin => bin.from, show: bin => quantity(bin.from, drawn()[0].unit)},
        {title: 'To', number: true, value: bin => bin.to, show: bin => quantity(bin.to, drawn()[0].unit)},
        {title: 'Share', number: true, value: bin => bin.shares[0], show: bin => percent(bin.shares[0], 2)},
      ]}).node);
    const redraw = () => { chart.describe(describe()); chart.draw(); values.refresh(); };
    return el('figure', {}, el('div', {class: 'controls'},
      choose('Feature', names.map(name => [name, name]), feature, value => { feature = value; redraw(); }),
      choose('Requests', kinds.map(name => [name, CLASSES[name]]), kind, value => { kind = value; redraw(); }), this.saveButton(chart)),
    legend(chart, Object.values(Object.fromEntries(names.flatMap(name => kinds.flatMap(each => entriesOf(this.book.panels('features', name, each)[0])))
      .map(entry => [entry.series, entry])))), chart.node,
    this.caption('Distribution of a feature over the test requests of a class, as shares; bins are an eighth of a decade wide, and zero has its own.' + this.omission()), values.node);
  }
}

/** The comparison, then the runs in tabs; a run is built when its tab is first opened. */
function *severalRuns(runs) {
  const tabs = el('div', {class: 'tabs', role: 'tablist', 'aria-label': 'Runs'});
  const panel = el('div', {role: 'tabpanel', 'aria-live': 'off'});
  const sections = [];
  const buttons = runs.map((run, index) => el('button', {type: 'button', role: 'tab', id: 'tab-' + index, onclick: () => open(index), onkeydown: event => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    const next = (index + step + runs.length) % runs.length;
    open(next);
    buttons[next].focus();
  }}, run.name));
  tabs.append(...buttons);
  function show(index) {
    buttons.forEach((button, i) => {
      button.setAttribute('aria-selected', String(i === index));
      button.tabIndex = i === index ? 0 : -1;
    });
    panel.setAttribute('aria-labelledby', 'tab-' + index);
    if (sections[index] === undefined) {
      sections[index] = new RunSection(runs[index], index);
      sections[index].build('h2');
    }
    panel.replaceChildren(sections[index].node);
    return sections[index].drawing();
  }
  const open = index => [...show(index)];
  const side = new RunsSection(runs, index => {
    open(index);
    tabs.scrollIntoView({block: 'start', behavior: 'smooth'});
    buttons[index].focus({preventScroll: true});
  });
  document.title = `Finelame: ${runs.length} runs`;
  main.append(side.build(), tabs, panel);
  yield *side.drawing();
  yield *show(0);
}

function oneRun(run) {
  document.title = 'Finelame: ' + run.name;
  const section = new RunSection(run, 0);
  main.append(section.build('h1'));
  return section.drawing();
}
