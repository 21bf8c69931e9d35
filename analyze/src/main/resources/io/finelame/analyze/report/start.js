function *everything() {
  if (data.runs.length > 1) severalRuns(data.runs);
  else if (data.runs.length === 1) yield *oneRun(data.runs[0]);
  yield *sweepSections();
}

main.replaceChildren();
const drawing = everything();
function step() {
  // One chart at a time, so that the page answers meanwhile.
  if (!drawing.next().done) {
    setTimeout(step);
    return;
  }
  main.append(el('footer', {}, 'Finelame report. Charts by Apache ECharts (Apache License 2.0). This page holds its data and loads nothing.'));
  page.dataset.openedMs = String(Math.round(performance.now()));
  page.dataset.ready = 'true';
}
step();
