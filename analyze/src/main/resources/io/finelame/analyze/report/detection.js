function detectionView(section) {
  const {run} = section;
  const nodes = [];
  if (section.labelled) {
    const {counts, recall, precision, falsePositiveRate, f1} = run.matrix;
    const line = (truth, flagged, not) => ({truth, flagged, not, total: flagged + not});
    const of = (value, total) => total ? `${count(value)} (${percent(value / total, 2)})` : count(value);
    nodes.push(el('div', {class: 'pair'},
      table({
        caption: section.tableCaption('Confusion matrix of labelled test requests, with shares of each row.'),
        columns: [
          {title: 'Ground truth', show: r => r.truth},
          {title: 'Flagged', number: true, show: r => of(r.flagged, r.total)},
          {title: 'Not flagged', number: true, show: r => of(r.not, r.total)},
        ],
        rows: [line('attack', counts.truePositives, counts.falseNegatives), line('legitimate', counts.falsePositives, counts.trueNegatives)],
      }),
      facts([
        ['Recall', `${percent(recall.value)} (${interval(recall)})`],
        ['Precision', `${percent(precision.value)} (${interval(precision)})`],
        ['F1', decimals(f1, 3)],
        ['False-positive rate', `${percent(falsePositiveRate.value, 2)} (${interval(falsePositiveRate, 2)})`],
      ])));
  }
  const byLabel = table({
    caption: section.tableCaption(section.labelled ? 'Verdicts by label. Times and shares are medians over flagged requests.'
      : 'Verdicts. Times and shares are medians over flagged requests; without a labels file nothing is known of the truth.'),
    columns: [
      {title: 'Label', show: r => r.label ?? (section.labelled ? 'no label' : 'all requests')},
      {title: 'Requests', number: true, show: r => count(r.requests)},
      {title: 'Flagged', number: true, show: r => count(r.flagged)},
      {title: 'Share flagged', number: true, show: r => percent(r.recall.value, 2)},
      {title: 'CPU share when flagged', number: true, show: r => percent(r.medianShare)},
      {title: '90 % by', number: true, show: r => percent(r.p90Share)},
      {title: 'Flagged after', number: true, show: r => seconds(r.secondsToDetection)},
      {title: 'Left to run', number: true, show: r => seconds(r.secondsLeft)},
    ],
    rows: run.byLabel,
  });
  nodes.push(byLabel);
  return nodes;
}
