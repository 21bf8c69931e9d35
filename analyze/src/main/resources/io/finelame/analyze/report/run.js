class RunSection extends Section {
  constructor(run, index) {
    super('run-' + index, run.name, run.charts);
    this.run = run;
    this.labelled = run.matrix != null;
    const {model} = run;
    this.oneSided = model.scoring !== 'finelame';
    this.box = model.scoring === 'linf';
    // One cluster at the origin: a limit for each feature, and nothing else to say of centroids and thresholds.
    this.limits = this.box && model.k === 1 && model.centroids[0].every(value => value === 0);
    /** How to show a request, by the ordinal of its verdict. */
    this.styles = run.verdictStyles.map(({name, style}) => ({...look(style), name}));
  }

  build(heading) {
    const run = this.run;
    this.node.append(
      el(heading, {class: 'title'}, run.name),
      el('p', {class: 'provenance'}, this.provenance()),
      ...this.warnings(), this.keyFigures(),
      el('h2', {}, 'Detection'), ...detectionView(this),
      el('h2', {}, 'How early'), howEarlyView(this),
      el('h2', {}, 'ROC and precision-recall'), rankingView(this),
      el('h2', {}, 'Requests over time'), overTimeView(this), excessView(this), pointsTable(this),
      el('h2', {}, 'Clusters'), clustersView(this),
      el('h2', {}, 'Features'), featuresView(this),
      ...processesView(this),
      ...peersView(this),
      ...stacksView(this),
      el('h2', {}, 'Life of a request'), ...lifeView(this),
      el('h2', {}, this.labelled ? 'Flagged requests and missed attacks' : 'Flagged requests'), ...requestsView(this),
      el('h2', {}, 'Model'), ...modelView(this),
      el('h2', {}, 'What was recorded'), ...recordedView(this));
    return this.node;
  }

  provenance() {
    const {run} = this;
    const {model} = run;
    const first = run.recordings[0];
    const duration = run.recordings.reduce((sum, recording) => sum + recording.durationS, 0);
    return `${run.recordings.length > 1 ? run.recordings.length + ' recordings, the first of ' : ''}${first.host}, kernel `
      + `${first.kernel}, ${seconds(duration)}. ${this.limits ? 'A limit for each of' : `${model.k} cluster${model.k === 1 ? '' : 's'} over`} ${model.features.join(', ')}; `
      + `${typeName(model)}scoring ${measure(model)}, threshold ${model.thresholdRule}; trained on the first ${seconds(model.trainTime)}. `
      + ({kernel: 'Verdicts are the kernel\u2019s own, from while it was recorded. ', updates: 'Scored at each counter update. ', snapshots: 'Scored at each snapshot. '}[run.scoredBy] ?? '')
      + `Finelame ${run.toolVersion}${run.seed == null ? '' : ', seed ' + run.seed}.`;
  }

  warnings() {
    const {run} = this;
    const cut = run.recordings.filter(recording => !recording.ended).length;
    const lost = run.recordings.reduce((sum, recording) => sum + recording.lost, 0);
    return [
      cut > 0 && `${cut === 1 ? 'A recording was' : cut + ' recordings were'} cut short: no end document. What follows is what is whole.`,
      lost > 0 && `${count(lost)} requests or updates found no room in the kernel's maps and are lost.`,
      run.cpuTime?.warning && `${run.cpuTime.text}: docs/automatic-mapping.md and docs/request-mapper.md list possible causes.`,
      run.trainAttacks > 0 && `${count(run.trainAttacks)} of the ${count(run.trainRequests)} training requests are attacks by the labels file: the model has learnt from them.`,
      run.unlabelled > 0 && this.labelled && `${count(run.unlabelled)} test requests have no label: shown, and left out of precision, recall and rates.`,
      run.lives.outsideTest > 0 && `${count(run.lives.outsideTest)} series belong to no test request and are not shown.`,
    ].filter(Boolean).map(warning);
  }

  keyFigures() {
    const {run} = this;
    const figure = (name, value, of) => el('div', {}, el('dt', {}, name), el('dd', {}, value), of ? el('dd', {class: 'of'}, of) : null);
    const {cpuTime} = run;
    const charged = cpuTime != null && cpuTime.used > 0 ? [figure('CPU time charged', percent(Math.min(1, cpuTime.charged / cpuTime.used)),
      `of the server's ${quantity(cpuTime.used, 'NANOSECONDS')}`)] : [];
    const early = figure('CPU share when flagged', percent(run.attacks.medianShare), known(run.attacks.medianShare)
      ? `median of ${this.labelled ? 'flagged attacks' : 'flagged requests'}; 90\u00a0% by ${percent(run.attacks.p90Share)}` : 'no flagged request has CPU time');
    if (!this.labelled) {
      return el('dl', {class: 'figures'},
        figure('test requests', count(run.testRequests), `${count(run.trainRequests)} trained on`),
        figure('flagged', count(run.flagged), percent(run.flagged / run.testRequests, 2) + ' of test requests'),
        figure('left to run when flagged', seconds(run.attacks.secondsLeft), 'median'), early, ...charged);
    }
    const {matrix} = run;
    const attacks = matrix.counts.truePositives + matrix.counts.falseNegatives;
    return el('dl', {class: 'figures'},
      figure('test requests', count(run.testRequests), `${count(run.trainRequests)} trained on`),
      figure('attack requests', count(attacks), `${count(matrix.counts.truePositives)} flagged`),
      figure('recall', percent(matrix.recall.value), interval(matrix.recall)),
      figure('false-positive rate', percent(matrix.falsePositiveRate.value, 2), interval(matrix.falsePositiveRate, 2)),
      early, ...charged);
  }

  unit(feature) {
    return this.run.features.find(f => f.name === feature).unit;
  }

  column(feature) {
    return this.run.features.findIndex(f => f.name === feature);
  }

  featureOptions() {
    return this.run.features.map(f => [f.name, f.inModel ? f.name : f.name + ' (not in the model)']);
  }

  labelOf(columns, row) {
    return columns.label.length && columns.label[row] >= 0 ? columns.labels[columns.label[row]] : '';
  }
}
