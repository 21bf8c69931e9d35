/** In which code requests use CPU time; nothing where the recording has no stacks. */

const stackTree = section => section.stackTree ??= new StackTree(section.run.stacks);

function stacksView(section) {
  const {stacks} = section.run;
  if (stacks == null || stacks.groups.length === 0) return [];
  const {groups, pairs} = stacks;
  const choices = [...groups.map(group => [group]), ...pairs.map(([of, against]) => [groups[of], groups[against]])];
  const flame = new FlameGraph({stacks, tree: stackTree(section), file: section.file + 'flame'});
  const title = sets => sets.map(group => group.title).join(' against ');
  let chosen = choices[0];
  const values = chartValues(() => functionTable(flame), 'Functions of this graph');
  const told = el('p', {class: 'note'});
  const show = () => {
    flame.show(chosen);
    told.textContent = chosen.map(group => samplesText(stacks, group.samples, `${count(group.requests)} ${group.title}`)).join(' ');
    values.refresh();
  };
  const hidden = el('span');
  flame.drawn = () => { hidden.textContent = hiddenText(flame); };
  show();
  return [el('h2', {}, 'In which code'), el('figure', {},
    el('div', {class: 'controls'}, choose('Requests', choices.map((sets, i) => [i, title(sets)]), 0, i => { chosen = choices[i]; show(); }), flame.controls),
    flame.nodes(), told,
    section.caption(['Flame graph of the call stacks sampled while threads worked for these requests: each box is a function on top of its caller, as wide as its share of the samples; neighbours are in alphabetical order.'
      + (pairs.length ? ' If two groups are compared, a box is as wide as the mean of both shares, and its colour says which share is greater.' : '')
      + (stacks.merged > 0 ? ` ${count(stacks.merged)} boxes of the fewest samples are left out and counted in their callers.` : '') + samplingText(stacks.sampling), hidden]), values.node)];
}

/** What the groups lack. */
const samplingText = ({samples, unattributed, lost}) => samples > 0 ? ` Of all ${count(samples)} samples of the recording, ${count(unattributed)} were taken while the request was not known, and ${count(lost)} more were dropped.` : '';

const hiddenText = flame => flame.hidden > 0 ? ` ${count(flame.hidden)} function${flame.hidden === 1 ? '' : 's'} below 0.1\u00a0% ${flame.hidden === 1 ? 'is' : 'are'} not drawn.` : '';

function samplesText(stacks, {samples}, whose) {
  const all = samples.reduce((sum, n) => sum + n, 0);
  return `${count(all)} sample${all === 1 ? '' : 's'} of ${quantity(stacks.sampling.periodMs * 1e6, 'NANOSECONDS')} of CPU time${all === 1 ? '' : ' each'}, of ${whose}.`;
}

function functionTable(flame) {
  const {sets, tree, stacks} = flame;
  const share = (set, n) => set.totals[0] > 0 ? n / set.totals[0] : 0;
  const of = set => sets.length > 1 ? ', ' + set.title : '';
  return sortable({caption: 'Functions by self samples (in the function itself) and total samples (in it or in what it called).', pageSize: 25, sortBy: 2, descending: true,
    rows: flame.functions(), columns: [
      {title: 'Function', long: true, value: r => tree.names[r.frame], show: r => tree.names[r.frame]},
      {title: 'Code', value: r => stacks.kinds[tree.kind[r.frame]].name, show: r => el('span', {class: 'verdict'}, stacks.kinds[tree.kind[r.frame]].name)},
      ...sets.flatMap((set, i) => [
        {title: 'Self' + of(set), number: true, value: r => share(set, r.own[i]), show: r => percent(share(set, r.own[i]))},
        {title: 'Total' + of(set), number: true, value: r => share(set, r.all[i]), show: r => percent(share(set, r.all[i]))},
      ]),
    ]}).node;
}

/** The flame graph of the request whose life is shown; nodes are none where the recording has no stacks. */
function stacksOfLife(section) {
  const {stacks, lives} = section.run;
  if (stacks == null) return {show() {}, nodes: () => []};
  const flame = new FlameGraph({stacks, tree: stackTree(section), file: section.file + 'flame-of-request'});
  const told = el('p', {class: 'note', 'aria-live': 'polite'});
  const graph = el('div', {}, el('div', {class: 'controls'}, flame.controls), flame.nodes());
  const hidden = el('span');
  flame.drawn = () => { hidden.textContent = hiddenText(flame); };
  return {
    show(i) {
      const samples = stacks.lives[i];
      const all = samples.samples.reduce((sum, n) => sum + n, 0);
      const whose = `request ${lives.ids[i]}`;
      graph.hidden = all === 0;
      told.textContent = all === 0 ? `No samples of ${whose}: a sample is taken for each ${quantity(stacks.sampling.periodMs * 1e6, 'NANOSECONDS')} of CPU time.`
        : samplesText(stacks, samples, whose) + (all < FEW_SAMPLES ? ' Too few for shares to mean much.' : '');
      if (all > 0) flame.show([{title: whose, samples}]);
    },
    nodes: () => [el('h3', {}, 'In this code'), el('figure', {}, graph, told,
      section.caption(['Flame graph of the call stacks sampled while threads worked for this request.', hidden]))],
  };
}

const FEW_SAMPLES = 20;
