const MEASURES = [
  ['f1', 'F1', value => decimals(value, 3)], ['recall', 'recall', value => percent(value)],
  ['falsePositiveRate', 'false-positive rate', value => percent(value, 2)], ['auc', 'area under the ROC curve', value => decimals(value, 4)],
  ['medianShare', 'median CPU share when flagged', value => percent(value)], ['silhouette', 'silhouette', value => decimals(value, 3)],
  ['inertia', 'inertia', value => known(value) ? String(Number(value.toPrecision(4))) : '–'], ['flagged', 'flagged requests', count],
];

class SweepSection extends Section {
  constructor(sweep, index) {
    super('sweep-' + index, sweep.name, sweep.charts);
    this.sweep = sweep;
    this.labelled = sweep.runs.some(run => known(run.f1));
    this.measures = MEASURES.filter(([name]) => sweep.runs.some(run => known(run[name])));
    this.best = sweep.runs[0];
  }

  build(heading) {
    const {sweep} = this;
    this.node.append(el(heading, {class: 'title'}, sweep.name),
      el('p', {class: 'provenance'}, `A sweep of ${count(sweep.total)} runs from ${sweep.directory}. `
        + (this.labelled ? 'The best run is that with the highest F1, then the fewest false positives, then the earliest detection.'
          : 'No labels: the best run is that with the highest silhouette.')),
      ...[sweep.problems > 0 && `${count(sweep.problems)} runs could not be done, e.g.: ${sweep.problem}.`,
        sweep.runs.length < sweep.total - sweep.problems && `The page holds the ${count(sweep.runs.length)} best runs.`].filter(Boolean).map(warning));
    if (this.best) {
      this.node.append(el('h2', {}, 'Choosing k'), this.choosingK(), el('h2', {}, 'k and features'), this.heatMap(),
        el('h2', {}, 'Train time'), this.trainTime(), el('h2', {}, 'All runs'), this.all());
    }
    return this.node;
  }

  distinct(of, among = this.sweep.runs) {
    return [...new Set(among.map(of))];
  }

  /** A select for each of the choices of a figure that have several values, and what is chosen; refresh is called when that changes. */
  selectors(name, refresh) {
    const choices = this.sweep.choices[name];
    const chosen = choices.map(({values}) => values[0]);
    const controls = choices.map(({title, values}, i) => values.length < 2 ? null : choose(title, values.map(value => [value, features(value)]), chosen[i], value => {
      chosen[i] = value;
      refresh();
    })).filter(Boolean);
    return {controls: el('div', {class: 'controls'}, controls), chosen};
  }

  /** The measure that figures are chosen by. */
  measure(refresh) {
    const names = Object.keys(this.sweep.measures);
    const state = {name: names[0]};
    return {state, control: choose('Measure', names.map(name => [name, this.sweep.measures[name]]), state.name, value => {
      state.name = value;
      refresh();
    })};
  }

  /** A figure of a measure to choose, with what else it doesn't vary. */
  measured({name, figure, describe, caption, tooltip}) {
    const redraw = () => chart.draw();
    const {state, control} = this.measure(redraw);
    const {controls, chosen} = this.selectors(figure, redraw);
    if (!this.book.names.some(key => key.startsWith(figure + '\n'))) return null;
    const chart = this.chart({name, describe, panel: () => this.book.panels(figure, state.name, ...chosen)[0],
      tooltip: {trigger: 'item', formatter: p => tooltip(p, chart.shown, this.show(state.name))}});
    const entries = chart.panel() ? entriesOf(chart.panel()) : [];
    return el('figure', {}, el('div', {class: 'controls'}, control), controls, entries.length ? legend(chart, entries) : null, chart.node, this.caption(caption));
  }

  /** How a measure's values are written. */
  show(measure) {
    return this.measures.find(([, title]) => title === this.sweep.measures[measure])[2];
  }

  choosingK() {
    const redraw = () => curves.forEach(chart => chart.draw());
    const {controls, chosen} = this.selectors('elbow', redraw);
    const curves = [['elbow', 'inertia'], ['silhouette', 'silhouette'], ['gap', 'gap']].filter(([figure]) => this.book.names.some(key => key.startsWith(figure + '\n')))
      .map(([figure, title]) => this.chart({
        name: title, low: true, describe: `${title} by the number of clusters k; the table of all runs holds the same values.`, allSymbols: ['values'],
        panel: () => this.book.panels(figure, ...chosen)[0],
        tooltip: {trigger: 'item', formatter: p => p.seriesName === 'values' ? tip('k = ' + p.value[0], [[title, Number(p.value[1].toPrecision(5))]]) : null},
      }));
    if (curves.length === 0) return el('p', {class: 'note'}, 'The sweep has not several k.');
    return el('figure', {}, controls, curves.map(chart => chart.node), this.caption(
      'Inertia bends where more clusters stop helping (the elbow); the silhouette is highest where clusters are tight and apart'
      + (this.book.names.some(key => key.startsWith('gap\n')) ? '; by the gap statistic, take the smallest k whose gap is no lower than the next one\u2019s less its standard error.' : '.')));
  }

  heatMap() {
    return this.measured({
      name: 'heat-map', figure: 'heatmap', describe: 'A measure for each k and set of features; the table of all runs holds the same values.',
      caption: 'The chosen measure for each k and set of features.',
      tooltip: (p, panel, show) => tip(`${panel.x.labels[panel.x.at.indexOf(p.value[0])] ?? ''}, ${panel.y.labels[panel.y.at.indexOf(p.value[1])] ?? ''}`, [[panel.layers[0].title, show(p.value[2])]]),
    }) ?? el('p', {class: 'note'}, 'The sweep has not several k or sets of features.');
  }

  trainTime() {
    return this.measured({
      name: 'train-time', figure: 'train-time', describe: 'A measure by train time, one line per k or model; the table of all runs holds the same values.',
      caption: 'The chosen measure by train time, one line per k or model.',
      tooltip: (p, panel, show) => tip(p.seriesName, [['train time', seconds(p.value[0])], [panel.y.title, show(p.value[1])]]),
    }) ?? el('p', {class: 'note'}, 'All runs have the same train time.');
  }

  all() {
    const number = (title, name, show) => ({title, number: true, value: run => run[name], show: run => show(run[name])});
    const text = (title, name, long = false) => ({title, long, value: run => run[name], show: run => run[name] || '–'});
    const varies = name => this.distinct(run => String(run[name])).length > 1;
    const list = sortable({caption: 'The runs, best first; a title sorts.', rows: this.sweep.runs, pageSize: 25, sortBy: 0, columns: [
      {title: 'Rank', number: true, value: run => this.sweep.runs.indexOf(run), show: run => count(this.sweep.runs.indexOf(run) + 1)},
      number('Run', 'number', count),
      ...[['Model', 'model'], ['Train recording', 'trainRecording'], ['Test recording', 'testRecording']].filter(([, name]) => varies(name)).map(([title, name]) => text(title, name)),
      number('k', 'k', count),
      {title: 'Features', long: true, value: run => run.features, show: run => features(run.features)},
      number('Train time (s)', 'trainTime', value => String(value)), text('Scoring', 'scoring'), text('Threshold', 'threshold'),
      ...[['Cleaning', 'cleanPercentile'], ['Thinning', 'thin']].filter(([, name]) => varies(name)).map(([title, name]) => number(title, name, value => String(value))),
      ...this.measures.map(([name, title, show]) => number(title, name, show)),
    ]});
    const search = el('input', {type: 'search', oninput: event => {
      const wanted = event.target.value.toLowerCase();
      list.filter(run => [run.model, run.features, run.scoring, run.threshold, known(run.k) ? 'k = ' + run.k : ''].join(' ').toLowerCase().includes(wanted));
    }});
    return el('div', {}, el('div', {class: 'controls'}, el('label', {}, 'Filter', search)), list.node);
  }
}

const features = text => text.replaceAll('REQ_', '').replaceAll(' ', ', ');

function *sweepSections() {
  for (const [index, sweep] of data.sweeps.entries()) {
    const section = new SweepSection(sweep, index);
    if (data.runs.length === 0 && index === 0) document.title = 'Finelame: ' + sweep.name;
    main.append(section.build(data.runs.length === 0 && index === 0 ? 'h1' : 'h2'));
    yield *section.drawing();
  }
}
