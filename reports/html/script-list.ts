/** Filters and the list of cells; rows are made as they are scrolled to. */
export const scriptList = String.raw`
const filter = { state: '', server: '', client: '', area: '', finding: '', text: '' }
let group = null
let shown = []
let drawn = 0
const chunk = 120
const order = data.cells.map((_, i) => i).sort((a, b) => states.indexOf(data.cells[a].z) - states.indexOf(data.cells[b].z) || a - b)

const matches = (cell, i) =>
  (group === null || group.has(i)) &&
  (filter.state === '' || filter.state === cell.z || (filter.state === 'flaky' && cell.v === 'flaky')) &&
  (filter.server === '' || filter.server === String(cell.s)) &&
  (filter.client === '' || filter.client === String(cell.c)) &&
  (filter.area === '' || filter.area === String(cell.a)) &&
  (filter.finding === '' || filter.finding === cell.f) &&
  (filter.text === '' || haystack(cell).includes(filter.text.toLowerCase()))

const haystack = cell => cell.h || (cell.h = [cell.i, cell.w, cell.f, cell.o, cardOf(cell).statement, ...cardOf(cell).proof.map(p => p.text)].join(' ').toLowerCase())

const drawRow = i => {
  const cell = data.cells[i]
  return h('li', { class: cell.z }, h('a', { href: '#cell=' + encodeURIComponent(cell.i), 'data-n': i, 'aria-current': current === i ? 'true' : null },
    h('span', { class: 'mk', title: cell.w }, cell.k),
    h('span', { class: 'mono', title: cell.w + ': ' + cell.i }, cell.n),
    h('span', { class: 'mono hide' }, data.servers[cell.s].name),
    h('span', { class: 'mono hide' }, data.clients[cell.c].name),
    h('span', {}, cell.z === 'passed' ? h('span', { class: 'soft' }, cell.w) : [cell.f || cell.w, cell.o && cell.o !== cell.f ? h('span', { class: 'soft' }, ' ' + cell.o) : '', cell.z === 'deviation' ? ' (not as expected)' : '']),
    h('span', { class: 'ms' }, cell.z === 'not-run' ? '' : duration(cell.m))))
}

const watcher = new IntersectionObserver(seen => {
  if (seen.some(s => s.isIntersecting)) drawMore(drawn + chunk)
}, { rootMargin: '600px' })

const drawMore = upTo => {
  const next = shown.slice(drawn, upTo)
  drawn += next.length
  $('list').append(...next.map(drawRow))
  // observed anew, it reports again when the end is still in sight
  watcher.disconnect()
  if (drawn < shown.length) watcher.observe($('end'))
}

const refresh = () => {
  shown = order.filter(i => matches(data.cells[i], i))
  drawn = 0
  $('list').replaceChildren()
  if (shown.length === 0) $('list').append(h('li', { class: 'empty' }, 'No cell matches these filters.'))
  drawMore(chunk)
  $('count').textContent = shown.length === data.cells.length ? plural(shown.length, 'cell') : shown.length + ' of ' + plural(data.cells.length, 'cell')
  $('reset').classList.toggle('hidden', group === null && Object.values(filter).every(v => v === ''))
}

const sync = () => { for (const key of Object.keys(filter)) $('f-' + key).value = filter[key] }
const reset = () => {
  group = null
  for (const key of Object.keys(filter)) filter[key] = ''
}
const reveal = () => $('cells').scrollIntoView({ block: 'start' })
const choose = values => {
  reset()
  Object.assign(filter, values)
  sync()
  refresh()
  reveal()
}
const only = cells => {
  reset()
  group = cells
  sync()
  refresh()
  reveal()
}

const select = (key, label, options) => h('label', {}, label,
  h('select', { id: 'f-' + key, on: { change: event => { filter[key] = event.target.value; refresh() } } },
    h('option', { value: '' }, 'all'), options.map(([value, text]) => h('option', { value }, text))))

const drawFilters = () => {
  const findings = [...new Set(data.cells.map(c => c.f).filter(f => f !== ''))].sort()
  const twice = peers => (p, i) => [i, peers.filter(o => o.name === p.name).length > 1 ? p.name + ' (' + p.place + ')' : p.name]
  $('filters').append(
    h('label', {}, 'Text', h('input', { id: 'f-text', type: 'search', placeholder: 'id, finding, option', on: { input: event => { filter.text = event.target.value; refresh() } } })),
    select('state', 'Verdict', [...states.map(s => [s, stateWords[s]]), ['flaky', 'flaky']]),
    select('server', 'Server', data.servers.map(twice(data.servers))),
    select('client', 'Client', data.clients.map(twice(data.clients))),
    select('area', 'Area', data.areas.map(([name], i) => [i, name])),
    select('finding', 'Finding', findings.map(f => [f, f])),
    h('button', { class: 'btn', type: 'button', id: 'reset', on: { click: () => { reset(); sync(); refresh() } } }, 'Reset'),
    h('output', { id: 'count', 'aria-live': 'polite' }))
  addEventListener('beforeprint', () => drawMore(shown.length))
}
`
