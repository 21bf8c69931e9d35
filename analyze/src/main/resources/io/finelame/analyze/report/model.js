/** Of counters; a limit above it is none. */
const ANY = 9.2e18;

/** Of any type but K-means. */
const typeName = model => model.type && model.type !== 'kmeans' ? model.type + ', ' : '';
const measure = model => model.scoring + (model.scale && model.scale !== 'std' ? ` on ${model.scale} scale` : '');

function modelView(section) {
  const {run} = section;
  const {model} = run;
  const rows = model.centroids.map((centroid, j) => ({name: String(j), size: model.clusterSizes?.[j], values: centroid, threshold: model.thresholds[j]}));
  rows.push({name: 'mean of training', values: model.mean}, {name: 'standard deviation', values: model.std});
  return [
    facts([
      ['Type', model.type], ['Clusters', section.limits ? null : `k = ${model.k}`], ['Scoring', measure(model)], ['Threshold', model.thresholdRule],
      ['Trained on', `${count(model.trainRequests)} requests of the first ${seconds(model.trainTime)}`],
      ['Inertia', known(model.inertia) && !section.limits ? String(model.inertia) : null],
    ]),
    ...acceptedView(section),
    ...setAsideView(section),
    section.limits ? null : table({
      caption: section.tableCaption('Centroids in the features\' own units' + (section.oneSided ? ', and thresholds in standard deviations.' : ', and thresholds in units of the scoring.')),
      columns: [
        {title: 'Cluster', show: r => r.name},
        {title: 'Requests', number: true, show: r => r.size == null ? '' : count(r.size)},
        ...model.features.map((feature, index) => ({title: feature, number: true, show: r => quantity(r.values[index], section.unit(feature))})),
        {title: 'Threshold', number: true, show: r => r.threshold == null ? '' : section.oneSided ? (r.threshold / model.unit).toFixed(2) + ' σ' : count(r.threshold)},
      ],
      rows,
    }),
    el('details', {}, el('summary', {}, 'Whole configuration'), el('pre', {class: 'scroll', tabindex: 0}, JSON.stringify(run.configuration, null, 2))),
  ].filter(Boolean);
}

/** Runs of earlier versions don't say what their clusters accept. */
function acceptedView(section) {
  const {model} = section.run;
  if (!model.accepts || !model.typical) return [];
  const limit = (value, feature) => value >= ANY ? 'any' : quantity(value, section.unit(feature));
  const rows = model.accepts.map((values, j) => ({name: section.limits ? 'every request' : `cluster ${j}`, size: model.clusterSizes?.[j], values}));
  rows.push({name: 'typical request (median)', values: model.typical});
  return [table({
    caption: section.tableCaption(section.limits ? 'The most that is accepted of each feature; a request that exceeds any of them is flagged.'
      : section.oneSided ? 'The most that each cluster accepts of a feature while the others stay at or below its centroid; a request beyond every cluster is flagged.'
        : 'The most that each cluster accepts of a feature while the others are those of its centroid; the nearest cluster decides alone.'),
    columns: [
      {title: 'Accepted up to', show: r => r.name},
      {title: 'Requests', number: true, show: r => r.size == null ? '' : count(r.size)},
      ...model.features.map((feature, index) => ({title: feature, number: true, show: r => limit(r.values[index], feature)})),
    ],
    rows,
  })];
}

function setAsideView(section) {
  const {setAside, model} = section.run;
  if (setAside.total === 0) return [];
  return [sortable({
    caption: section.tableCaption(`${count(setAside.total)} request${setAside.total === 1 ? '' : 's'} of the train time set aside: too few, and too far beyond all others, to be taken for normal.`
      + (setAside.ids.length < setAside.total ? ` The first ${count(setAside.ids.length)}.` : '')),
    columns: [
      {title: 'Request', value: r => setAside.ids[r], show: r => setAside.ids[r]},
      {title: 'Origin', value: r => setAside.address[r], show: r => setAside.address[r] || '–'},
      {title: 'Start', number: true, value: r => setAside.t[r], show: r => decimals(setAside.t[r], 3) + ' s'},
      ...model.features.map((feature, index) => ({title: feature, number: true, value: r => setAside.values[index][r], show: r => quantity(setAside.values[index][r], section.unit(feature))})),
    ],
    rows: [...setAside.ids.keys()], pageSize: 25, sortBy: 2,
  }).node];
}

function recordedView(section) {
  const {run} = section;
  const {counts} = run;
  const nodes = [facts([
    ['Requests', `${count(counts.requests)}: ${count(run.trainRequests)} trained on, ${count(counts.cleaned)} filtered out, ${run.setAside.total ? count(run.setAside.total) + ' set aside, ' : ''}${count(run.testRequests)} tested, ${count(counts.ignored)} ignored`],
    ['Left out', run.leftOut.length ? `${run.leftOut.join(', ')}: left_out_${run.recordings[0].label}.csv lists them` : null],
    ['Run directory', run.directory], ['Labels', data.labelsFile],
  ])];
  for (const recording of run.recordings) {
    nodes.push(el('h3', {}, recording.path), facts([
      ['Host', `${recording.host}, kernel ${recording.kernel}`],
      ['Start', recording.clock ? new Date((recording.clock.realtimeNs - recording.clock.monotonicNs + recording.originNs) / 1e6).toISOString().replace('T', ' ').replace(/\..*/, ' UTC') : null],
      ['Duration', `${seconds(recording.durationS)}, ${count(recording.snapshots)} snapshots, ${count(recording.entries)} entries`],
      ['Health', `${recording.ended ? 'complete' : 'cut short, without an end document'}; ${recording.lost ? count(recording.lost) + ' dropped (buffer full)' : 'nothing lost'}`],
      ['CPU time', run.recordings.length === 1 && run.cpuTime ? run.cpuTime.text : null],
      ['Not recorded', recording.missingFeatures.join(', ') || null],
      ['SHA-256', recording.sha256],
    ]));
    if (recording.probes.length) {
      nodes.push(table({
        caption: section.tableCaption('Probes that were attached.'), long: true, columns: [
          {title: 'Event', show: p => p.event}, {title: 'Program', show: p => p.program ?? ''},
          {title: 'Attached as', show: p => p.attachedAs ?? ''}, {title: 'Note', long: true, show: p => p.note ?? ''},
        ], rows: recording.probes,
      }));
    }
  }
  return nodes;
}
