function table({caption, columns, rows, long = false, rowHeader = true}) {
  const cell = (column, row, index) => el(rowHeader && index === 0 ? 'th' : 'td',
    {class: [column.number && 'number', column.long && 'long'].filter(Boolean).join(' ') || null,
      scope: rowHeader && index === 0 ? 'row' : null}, column.show(row));
  return scroller(caption, el('table', {class: long ? 'long-table' : null},
      el('thead', {}, el('tr', {}, columns.map(column => el('th', {scope: 'col', class: column.number ? 'number' : null}, column.title)))),
      el('tbody', {}, rows.map(row => el('tr', {}, columns.map((column, index) => cell(column, row, index)))))));
}

/** The caption stays in place while a wide table scrolls under it. */
function scroller(caption, content) {
  return el('div', {class: 'table'}, el('p', {class: 'caption'}, caption),
    el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption}, content));
}

/** Rows are sorted by clicking a column's title, filtered by the caller, and shown a page at a time. */
function sortable({caption, columns, rows, pageSize = Infinity, sortBy = 0, descending = false}) {
  const state = {sortBy, descending, page: 0, rows};
  const body = el('tbody');
  const heads = columns.map((column, index) => el('th', {scope: 'col', class: column.number ? 'number' : null},
    el('button', {type: 'button', onclick: () => {
      state.descending = state.sortBy === index ? !state.descending : Boolean(column.number);
      state.sortBy = index;
      state.page = 0;
      refresh();
    }}, column.title)));
  const where = el('span', {'aria-live': 'polite'});
  const back = el('button', {type: 'button', onclick: () => { state.page--; refresh(); }}, 'Previous');
  const next = el('button', {type: 'button', onclick: () => { state.page++; refresh(); }}, 'Next');
  function ordered() {
    const value = columns[state.sortBy].value;
    const sign = state.descending ? -1 : 1;
    const text = new Intl.Collator('en', {numeric: true});
    const empty = v => v == null || v === '' || Number.isNaN(v);
    return [...state.rows].sort((a, b) => {
      const x = value(a), y = value(b);
      if (empty(x) || empty(y)) return empty(x) - empty(y);
      return sign * (typeof x === 'number' ? x - y : text.compare(x, y));
    });
  }
  function refresh() {
    heads.forEach((head, index) => {
      if (index === state.sortBy) head.setAttribute('aria-sort', state.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const size = Math.min(pageSize, state.rows.length);
    const from = state.page * size;
    const shown = ordered().slice(from, from + size);
    body.replaceChildren(...shown.map(row => el('tr', {}, columns.map(column =>
      el('td', {class: [column.number && 'number', column.long && 'long'].filter(Boolean).join(' ') || null}, column.show(row))))));
    where.textContent = state.rows.length === 0 ? 'none' : `${count(from + 1)} to ${count(from + shown.length)} of ${count(state.rows.length)}`;
    back.disabled = state.page === 0;
    next.disabled = from + size >= state.rows.length;
  }
  refresh();
  return {
    node: el('div', {}, scroller(caption, el('table', {class: 'long-table'}, el('thead', {}, el('tr', {}, heads)), body)),
    pageSize < rows.length && el('div', {class: 'controls'}, back, next, where) || null),
    filter: wanted => { state.rows = rows.filter(wanted); state.page = 0; refresh(); },
  };
}

/** A chart's values as a table, made when it is opened and anew when the chart changes. */
function chartValues(make, title = 'Values of this chart') {
  let stale = true;
  const content = el('div');
  const fill = () => {
    if (!node.open || !stale) return;
    content.replaceChildren(make());
    stale = false;
  };
  const node = el('details', {ontoggle: fill}, el('summary', {}, title), content);
  return {node, refresh: () => { stale = true; fill(); }};
}

const verdict = style => el('span', {class: 'verdict'}, swatch(style), ' ' + style.name);

const facts = pairs => el('dl', {class: 'facts'},
  pairs.filter(([, value]) => value != null).map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]).flat());
const warning = text => el('p', {class: 'note warning'}, text);
