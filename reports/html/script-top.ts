/** The page from its head to the matrix: what happened, at a glance. */
export const scriptTop = String.raw`
const tally = cells => {
  const n = { deviation: 0, error: 0, known: 0, passed: 0, 'not-run': 0 }
  for (const cell of cells) n[cell.z] += 1
  return n
}

const drawHead = () => {
  const n = tally(data.cells)
  const segments = states.filter(s => n[s] > 0)
  const bar = h('div', { class: 'bar', 'aria-hidden': 'true' }, segments.map(s => {
    const part = h('i', { class: 's-' + s })
    part.style.flexGrow = n[s]
    return part
  }))
  $('head').append(
    h('div', { class: 'brand' }, h('b', {}, 'ftps-interop'), h('span', {}, data.run.tool), h('span', { class: 'fill' }),
      h('button', { class: 'btn', type: 'button', on: { click: setTheme } }, 'Light / dark')),
    h('h1', { class: data.last.ok ? 'ok' : 'no' }, h('span', { class: 'sign', 'aria-hidden': 'true' }, data.last.ok ? '✓' : '✕'), data.last.text),
    bar,
    h('ul', { class: 'facts' }, segments.map(s => h('li', {}, h('span', { class: 'swatch s-' + s, 'aria-hidden': 'true' }), h('b', {}, n[s]), ' ' + stateWords[s]))),
    h('ul', { class: 'facts soft' }, [data.counts, data.run.startedAt.replace('T', ' ').replace(/\..*/, ' UTC'), ...data.run.facts].map(t => h('li', {}, t)), h('li', {}, h('code', {}, data.run.command))))
}

const reasonCures = card => {
  const rows = card.cures.length > 0
    ? card.cures.slice(0, 3).map(c => [c.cost, c.line.join('  +  '), 'proved'])
    : card.causes.slice(0, 3).map(c => [c.cost, c.line, c.state])
  return rows.length === 0 ? null : h('div', { class: 'cure' }, rows.map(([cost, line, proof]) => [
    costBadge(cost), h('span', {}, h('code', {}, line), h('span', { class: 'soft' }, ' ' + proof))]))
}

const drawReason = group => {
  const cell = data.cells[group.cells[0]]
  const card = cardOf(cell)
  const n = group.cells.length
  return h('article', { class: 'reason' + (group.deviates ? ' deviates' : '') },
    h('div', { class: 'row' }, h('span', { class: 'badge ' + cell.z }, cell.k + ' ' + cell.w), h('span', { class: 'soft' }, group.pair)),
    h('h3', {}, cell.f || cell.n),
    h('p', {}, card.statement),
    reasonCures(card),
    h('div', { class: 'row' },
      h('a', { class: 'btn', href: '#cell=' + encodeURIComponent(cell.i) }, n === 1 ? 'Show the cell' : 'Show one cell'),
      n > 1 && h('button', { class: 'btn', type: 'button', on: { click: () => only(new Set(group.cells), group.pair + ', ' + (cell.f || cell.w)) } }, 'List all ' + n)))
}

const maxReasons = 12
const drawReasons = () => {
  if (data.groups.length === 0) return
  const box = h('div', { class: 'reasons' }, data.groups.slice(0, maxReasons).map(drawReason))
  const rest = data.groups.slice(maxReasons)
  const more = rest.length > 0 && h('p', {}, h('button', { class: 'btn', type: 'button', on: { click: event => {
    box.append(...rest.map(drawReason))
    event.target.remove()
  } } }, 'Show ' + rest.length + ' more'))
  $('reasons').append(h('h2', {}, 'What stands in the way'),
    h('p', {}, 'Cells that fail for one reason, and the option that decides. What was not expected comes first.'), box, more || '')
}

const areaChip = (cells, [name, letter]) => {
  const n = tally(cells)
  const worst = states.find(s => n[s] > 0)
  const sign = { deviation: cells.some(c => c.z === 'deviation' && c.v !== 'pass') ? '✕!' : '✓!', error: '!', known: '✕', passed: '✓', 'not-run': '–' }[worst]
  const words = states.filter(s => n[s] > 0).map(s => n[s] + ' ' + stateWords[s]).join(', ')
  return h('span', { class: 'chip ' + worst, title: name + ': ' + words }, letter + sign)
}

const drawEntry = (server, client, cells) => {
  if (cells.length === 0) return h('td', { class: 'o' }, '·')
  const n = tally(cells)
  const failing = cells.filter(c => c.o !== '' && c.v !== 'pass')
  const options = [...new Set(failing.map(c => c.o))]
  const areas = data.areas.map((area, i) => [area, cells.filter(c => c.a === i)]).filter(([, own]) => own.length > 0)
  const sum = [['passed', '✓', 'p', ''], ['deviation', '', 'f', ' unexpected'], ['error', '!', 'f', ''], ['known', '✕', 'k', ' known'], ['not-run', '–', 'o', '']]
    .filter(([state]) => n[state] > 0)
    .map(([state, sign, tone, word]) => h('span', { class: tone, title: stateWords[state] }, (sign + ' ' + n[state] + word).trim()))
  return h('td', {}, h('button', { class: 'entry', type: 'button',
    'aria-label': data.servers[server].name + ' with ' + data.clients[client].name + ': ' + states.filter(s => n[s] > 0).map(s => n[s] + ' ' + stateWords[s]).join(', '),
    on: { click: () => choose({ server: String(server), client: String(client) }) } },
  h('span', { class: 'sum' }, sum),
  h('span', { class: 'chips' }, areas.map(([area, own]) => areaChip(own, area))),
  h('span', { class: 'why' }, options.slice(0, 2).join(', ') + (options.length > 2 ? ' and ' + (options.length - 2) + ' more' : ''))))
}

const peerHead = (peer, scope) => h('th', { scope }, peer.name, h('small', {}, peer.place))

const drawMatrix = () => {
  const pairs = new Map()
  for (const cell of data.cells) {
    const key = cell.s + ' ' + cell.c
    if (!pairs.has(key)) pairs.set(key, [])
    pairs.get(key).push(cell)
  }
  $('matrix').append(h('h2', {}, 'Matrix'),
    h('p', {}, 'Servers down, clients across; a letter for each area of scenarios: ' + data.areas.map(([name, letter]) => letter + ' ' + name).join(', ') + '. ✕! and ✓! are not as expected. Below: the option that decides. Choose an entry to list its cells.'),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Matrix' }, h('table', { class: 'matrix' },
      h('thead', {}, h('tr', {}, h('th', {}, ''), data.clients.map(c => peerHead(c, 'col')))),
      h('tbody', {}, data.servers.map((server, s) => h('tr', {}, peerHead(server, 'row'),
        data.clients.map((_, c) => drawEntry(s, c, pairs.get(s + ' ' + c) || []))))))))
}

const drawHardening = () => {
  if (data.hardening.length === 0) return
  $('hardening').append(h('h2', {}, 'Could be stricter'), h('p', {}, 'Loosened options of the passing cells, run again with each tightened.'),
    h('ul', { class: 'lanes' }, data.hardening.map(a => h('li', {}, (a.safe ? '✓ ' : '✕ ') + a.text))))
}

const drawLanes = () => {
  if (data.lanes.length === 0) return
  $('lanes').append(h('h2', {}, 'Lanes'), h('p', {}, 'What could run here. What was not run is never shown as passed.'),
    h('ul', { class: 'lanes' }, data.lanes.map(l => h('li', {}, h('b', {}, (l.available ? '✓ ' : '– ') + l.name), h('span', { class: 'soft' }, ' ' + l.text)))))
}
`
