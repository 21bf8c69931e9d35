const MEASURES = [
  ['f1', 'F1', value => decimals(value, 3)], ['recall', 'recall', value => percent(value)],
  ['falsePositiveRate', 'false-positive rate', value => percent(value, 2)], ['auc', 'area under the ROC curve', value => decimals(value, 4)],
  ['medianShare', 'median CPU share when flagged', value => percent(value)], ['silhouette', 'silhouette', value => decimals(value, 3)],
  ['inertia', 'inertia', value => known(value) ? String(Number(value.toPrecision(4))) : '–'], ['flagged', 'flagged requests', count],
];
/* Dark to light, told apart by lightness alone: cividis. */
const CIVIDIS = ['#00204d', '#31446b', '#666970', '#958f78', '#cbba69', '#ffea46'];

class SweepSection extends Section {
  constructor(sweep, index) {
    super('sweep-' + index, sweep.name);
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

  /** A select for each of the names that have several values; refresh is called with what is chosen. */
  selectors(names, refresh) {
    // A model that knows no scoring goes with any.
    const values = name => this.distinct(run => String(run[name])).filter(value => value !== '');
    const chosen = Object.fromEntries(names.map(([name]) => [name, String(this.best[name]) || values(name)[0]]));
    const controls = names.filter(([name]) => values(name).length > 1).map(([name, title]) =>
      choose(title, values(name).map(value => [value, features(value)]), chosen[name], value => {
        chosen[name] = value;
        refresh();
      }));
    const fits = run => names.every(([name]) => run[name] === '' || String(run[name]) === chosen[name]);
    return {controls: el('div', {class: 'controls'}, controls), fits};
  }

  measure(refresh) {
    const state = {measure: this.measures[0]};
    const control = choose('Measure', this.measures.map(([name, title]) => [name, title]), state.measure[0], value => {
      state.measure = this.measures.find(([name]) => name === value);
      refresh();
    });
    return {state, control};
  }

  choosingK() {
    const redraw = () => curves.forEach(chart => chart.draw());
    const training = [['trainRecording', 'Recording'], ['features', 'Features'], ['trainTime', 'Train time'],
      ['cleanPercentile', 'Cleaning'], ['thin', 'Thinning'], ['seed', 'Seed']];
    const {controls, fits} = this.selectors(training, redraw);
    const byK = () => {
      const rows = new Map();
      for (const run of this.sweep.runs) if (known(run.k) && known(run.inertia) && fits(run) && !rows.has(run.k)) rows.set(run.k, run);
      return [...rows.values()].sort((a, b) => a.k - b.k);
    };
    const line = (name, title, style, errors) => this.chart({
      name, low: true, describe: `${title} by the number of clusters k; the table of all runs holds the same values.`,
      build: () => {
        const rows = byK().filter(run => known(run[name]));
        const axis = axisStyle();
        return {
          grid: GRID, xAxis: {...axis, type: 'value', name: 'k', nameGap: 26, minInterval: 1, min: rows[0]?.k ?? 1, max: rows.at(-1)?.k ?? 2},
          yAxis: {...axis, type: 'value', name: title, nameGap: 58, scale: true},
          tooltip: {trigger: 'item', formatter: p => tip('k = ' + p.value[0], [[title, Number(p.value[1].toPrecision(5))]])},
          series: [{type: 'line', data: rows.map(run => [run.k, run[name]]), symbol: style.symbol, symbolSize: 8, clip: false,
            lineStyle: {color: style.color(), type: style.line, width: 2}, itemStyle: {color: style.color()}},
            ...(errors ? rows.map(run => ({type: 'line', silent: true, symbol: 'none', lineStyle: {color: style.color(), width: 1.5},
              data: [[run.k, run[name] - run.gapError], [run.k, run[name] + run.gapError]]})) : [])],
        };
      },
    });
    const has = name => this.sweep.runs.some(run => known(run[name]));
    const curves = [has('inertia') && line('inertia', 'inertia', LINES[0]), has('silhouette') && line('silhouette', 'silhouette', LINES[1]),
      has('gap') && line('gap', 'gap', LINES[2], true)].filter(Boolean);
    if (this.distinct(run => run.k, this.sweep.runs.filter(run => known(run.k))).length < 2) {
      this.charts = this.charts.filter(chart => !curves.includes(chart));
      return el('p', {class: 'note'}, 'The sweep has not several k.');
    }
    return el('figure', {}, controls, curves.map(chart => chart.node), this.caption(
      'Inertia bends where more clusters stop helping (the elbow); the silhouette is highest where clusters are tight and apart'
      + (has('gap') ? '; by the gap statistic, take the smallest k whose gap is no lower than the next one\u2019s less its standard error.' : '.')));
  }

  heatMap() {
    const redraw = () => { chart.draw(); list.replaceChildren(...names()); };
    const {state, control} = this.measure(redraw);
    const {controls, fits} = this.selectors([['trainRecording', 'Train'], ['testRecording', 'Test'], ['trainTime', 'Train time'],
      ['scoring', 'Scoring'], ['threshold', 'Threshold'], ['cleanPercentile', 'Cleaning'], ['thin', 'Thinning'], ['seed', 'Seed']], redraw);
    const sets = this.distinct(run => run.features);
    const rowName = run => known(run.k) ? 'k = ' + run.k : run.model;
    const rows = () => {
      const fitting = this.sweep.runs.filter(fits);
      return this.distinct(rowName, fitting).sort(new Intl.Collator('en', {numeric: true}).compare);
    };
    const names = () => sets.map((set, i) => el('li', {value: i + 1}, features(set)));
    const list = el('ol', {class: 'note'}, names());
    const chart = this.chart({
      name: 'heat-map', describe: 'A measure for each k and set of features; the table of all runs holds the same values.',
      build: () => {
        const [name, title, show] = state.measure;
        const axis = axisStyle();
        const kinds = rows();
        const cells = new Map();
        for (const run of this.sweep.runs) {
          const key = sets.indexOf(run.features) + ',' + kinds.indexOf(rowName(run));
          if (fits(run) && known(run[name]) && kinds.includes(rowName(run)) && !cells.has(key)) cells.set(key, run[name]);
        }
        const values = [...cells.values()];
        const least = Math.min(...values), most = Math.max(...values);
        return {
          grid: {...GRID, left: 118, bottom: 96},
          xAxis: {...axis, type: 'category', data: sets.map((_, i) => String(i + 1)), name: 'features (listed below)', nameGap: 28, splitLine: {show: false}},
          yAxis: {...axis, type: 'category', data: kinds, splitLine: {show: false}},
          visualMap: {min: most > least ? least : least - 1, max: most, orient: 'horizontal', left: 'center', bottom: 0, calculable: false, itemWidth: 12, itemHeight: 160,
            text: [show(most), show(least)], inRange: {color: CIVIDIS}, textStyle: {color: theme().ink}},
          tooltip: {trigger: 'item', formatter: p => tip(`${kinds[p.value[1]]}, ${features(sets[p.value[0]])}`, [[title, show(p.value[2])]])},
          series: [{type: 'heatmap', data: [...cells].map(([key, value]) => ({value: [...key.split(',').map(Number), value],
              label: {color: most === least || (value - least) / (most - least) > 0.5 ? '#00204d' : '#ffffff'}})),
            label: {show: sets.length <= 8, formatter: p => show(p.value[2]), fontSize: 11},
            itemStyle: {borderColor: theme().paper, borderWidth: 1}}],
        };
      },
    });
    return el('figure', {}, el('div', {class: 'controls'}, control), controls, chart.node, this.caption('The chosen measure for each k and set of features.'), list);
  }

  trainTime() {
    const redraw = () => chart.draw();
    const {state, control} = this.measure(redraw);
    const {controls, fits} = this.selectors([['features', 'Features'], ['scoring', 'Scoring'], ['threshold', 'Threshold'],
      ['trainRecording', 'Train'], ['testRecording', 'Test'], ['cleanPercentile', 'Cleaning'], ['thin', 'Thinning'], ['seed', 'Seed']], redraw);
    if (this.distinct(run => run.trainTime).length < 2) return el('p', {class: 'note'}, 'All runs have the same train time.');
    const lineOf = run => known(run.k) ? 'k = ' + run.k : run.model;
    const lines = this.distinct(lineOf).sort(new Intl.Collator('en', {numeric: true}).compare);
    const style = line => LINES[lines.indexOf(line) % LINES.length];
    const chart = this.chart({
      name: 'train-time', describe: 'A measure by train time, one line per k or model; the table of all runs holds the same values.',
      build: () => {
        const [name, title, show] = state.measure;
        const fitting = this.sweep.runs.filter(run => fits(run) && known(run[name]));
        const axis = axisStyle();
        return {
          grid: GRID,
          xAxis: {...axis, type: 'value', name: 'train time (s)', nameGap: 30, scale: true},
          yAxis: {...axis, type: 'value', name: title, nameGap: 58, scale: true, axisLabel: {...axis.axisLabel, formatter: value => show(value)}},
          tooltip: {trigger: 'item', formatter: p => tip(p.seriesName, [['train time', seconds(p.value[0])], [title, show(p.value[1])]])},
          series: lines.map(line => {
            const {color, line: dash, symbol} = style(line);
            const points = new Map(fitting.filter(run => lineOf(run) === line).map(run => [run.trainTime, run[name]]));
            return {name: line, type: 'line', data: [...points].sort((a, b) => a[0] - b[0]), symbol, symbolSize: 8, clip: false,
              lineStyle: {color: color(), type: dash, width: 2}, itemStyle: {color: color()}};
          }),
        };
      },
    });
    return el('figure', {}, el('div', {class: 'controls'}, control), controls,
      legend(chart, lines.map(line => ({series: line, name: line, style: style(line)}))), chart.node,
      this.caption('The chosen measure by train time, one line per k or model.'));
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
