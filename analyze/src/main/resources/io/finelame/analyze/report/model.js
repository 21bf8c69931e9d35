function modelView(section) {
  const {run} = section;
  const {model} = run;
  const rows = model.centroids.map((centroid, j) => ({name: String(j), size: model.clusterSizes?.[j], values: centroid, threshold: model.thresholds[j]}));
  rows.push({name: 'mean of training', values: model.mean}, {name: 'standard deviation', values: model.std});
  return [
    facts([
      ['Clusters', `k = ${model.k}`], ['Scoring', model.scoring], ['Threshold', model.thresholdRule],
      ['Trained on', `${count(model.trainRequests)} requests of the first ${seconds(model.trainTime)}`],
      ['Inertia', known(model.inertia) ? String(model.inertia) : null],
    ]),
    table({
      caption: section.tableCaption('Centroids in the features\' own units' + (section.l1 ? ', and thresholds in standard deviations.' : ', and thresholds in units of the scoring.')),
      columns: [
        {title: 'Cluster', show: r => r.name},
        {title: 'Requests', number: true, show: r => r.size == null ? '' : count(r.size)},
        ...model.features.map((feature, index) => ({title: feature, number: true, show: r => quantity(r.values[index], section.unit(feature))})),
        {title: 'Threshold', number: true, show: r => r.threshold == null ? '' : section.l1 ? (r.threshold / model.unit).toFixed(2) + ' σ' : count(r.threshold)},
      ],
      rows,
    }),
    el('details', {}, el('summary', {}, 'Whole configuration'), el('pre', {class: 'scroll', tabindex: 0}, JSON.stringify(run.configuration, null, 2))),
  ];
}

function recordedView(section) {
  const {run} = section;
  const {counts} = run;
  const nodes = [facts([
    ['Requests', `${count(counts.requests)}: ${count(run.trainRequests)} trained on, ${count(counts.cleaned)} cleaned away, ${count(run.testRequests)} tested, ${count(counts.ignored)} ignored`],
    ['Left out', run.leftOut.length ? `${run.leftOut.join(', ')}: left_out_${run.recordings[0].label}.csv lists them` : null],
    ['Run directory', run.directory], ['Labels', data.labelsFile],
  ])];
  for (const recording of run.recordings) {
    nodes.push(el('h3', {}, recording.path), facts([
      ['Host', `${recording.host}, kernel ${recording.kernel}`],
      ['Start', recording.clock ? new Date((recording.clock.realtimeNs - recording.clock.monotonicNs + recording.originNs) / 1e6).toISOString().replace('T', ' ').replace(/\..*/, ' UTC') : null],
      ['Duration', `${seconds(recording.durationS)}, ${count(recording.snapshots)} snapshots, ${count(recording.entries)} entries`],
      ['Health', `${recording.ended ? 'complete' : 'cut short, without an end document'}; ${recording.lost ? count(recording.lost) + ' lost for want of room' : 'nothing lost'}`],
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
