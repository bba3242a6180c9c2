/** The panel of one cell: cause, cures, proof, timeline, how to repeat. */
export const scriptCell = String.raw`
let current = -1

const heading = text => h('h3', {}, text)
const section = (title, ...content) => {
  const parts = content.flat(Infinity).filter(c => c)
  return parts.length === 0 ? [] : [heading(title), ...parts]
}

const drawStage = ([name, ok, ms, note]) => h('li', { class: ok ? 'y' : 'n' }, name + ' ', h('b', {}, ok ? '✓' : '✕'), ' ' + ms + ' ms', note && h('small', {}, ' ' + note))

const drawCause = cause => h('div', { class: 'cure-card' },
  h('div', { class: 'row' }, h('code', {}, cause.blamed), h('span', { class: 'soft' }, cause.who), h('span', { class: 'badge' }, cause.state)),
  h('div', { class: 'row' }, 'cure', costBadge(cause.cost), cause.exposes && h('span', {}, cause.exposes)),
  codeLine(cause.line, 'Copy the configuration line'))

const drawCure = cure => h('div', { class: 'cure-card' },
  h('div', { class: 'row' }, h('b', {}, cure.rank + '.'), h('span', { class: 'badge passed' }, 'proved by running'), costBadge(cure.cost)),
  cure.changes.map(c => h('p', {}, c)),
  codeLine(cure.line.join('\n'), 'Copy the configuration lines'),
  (cure.exposes || []).length > 0 && h('p', {}, h('b', {}, 'Exposes: '), cure.exposes.join('; ')),
  cure.sideEffects.length > 0 && h('p', {}, h('b', {}, 'Side effects: '), cure.sideEffects.join('; ')))

const drawWhy = (cell, card) => {
  const why = data.explain[cell.f]
  return [
    h('p', { class: 'lead' }, card.statement),
    cell.f && h('p', {}, h('code', {}, cell.f), ' ', h('span', { class: 'badge' }, cell.y)),
    why && h('details', {}, h('summary', {}, why.title), h('p', {}, why.explanation)),
    card.expectation && h('p', { class: 'soft' }, (cell.z === 'known' ? 'Known: ' : 'Expected: ') + card.expectation),
    card.settledBy && h('p', { class: 'soft' }, 'Settled by ' + card.settledBy)]
}

const drawCard = cell => {
  const card = cardOf(cell)
  const cured = card.cures.length > 0
  return [
    h('h2', { id: 'cell-title' }, cell.n),
    h('p', { class: 'pair' }, h('code', {}, data.servers[cell.s].name), h('span', { class: 'soft' }, ' ' + data.servers[cell.s].place + '  ×  '),
      h('code', {}, data.clients[cell.c].name), h('span', { class: 'soft' }, ' ' + data.clients[cell.c].place)),
    cell.g.length > 0 && h('ol', { class: 'strip', 'aria-label': 'Stages' }, cell.g.map(drawStage)),
    drawWhy(cell, card),
    section('Cures, best first', card.cures.map(drawCure)),
    section(cured ? 'Causes' : 'Suspects, safe cures first', cured
      ? card.causes.length > 0 && h('ul', { class: 'plainlist' }, card.causes.map(c => h('li', {}, c.who + ' ', h('code', {}, c.blamed), ' ' + c.state)))
      : card.causes.map(drawCause)),
    card.refuted.length > 0 && section('Refuted', h('ul', { class: 'plainlist' }, card.refuted.map(r => h('li', {}, r + ': changed nothing')))),
    card.search && h('p', { class: 'soft' }, card.search),
    card.proof.length > 0 && section('Proof', h('dl', { class: 'proof' }, card.proof.map(p => [h('dt', {}, p.source), h('dd', {}, p.text)]))),
    card.further.length > 0 && section('Also found', h('ul', { class: 'plainlist' }, card.further.map(f => h('li', {}, f.text + ' ', h('code', { class: 'soft' }, f.id))))),
    cell.u && section('Runs', h('ul', { class: 'plainlist' }, cell.u.map(u => h('li', {}, u)))),
    cell.r !== '' && section('Repeat', codeLine(cell.r, 'Copy the command')),
    drawTimeline(cell),
    cell.l !== undefined && h('details', {}, h('summary', {}, 'Log of the client'), h('pre', { class: 'log', tabindex: '0' }, data.texts[cell.l]))].flat(Infinity).filter(c => c)
}

const show = (i, focus) => {
  current = i
  for (const a of document.querySelectorAll('.list a[aria-current]')) a.removeAttribute('aria-current')
  const panel = $('cell')
  body.classList.toggle('open', i >= 0)
  panel.classList.toggle('hidden', i < 0)
  if (i < 0) return panel.replaceChildren()
  const cell = data.cells[i]
  const row = document.querySelector('.list a[data-n="' + i + '"]')
  if (row) row.setAttribute('aria-current', 'true')
  const close = h('button', { class: 'btn', type: 'button', on: { click: leave } }, 'Close')
  panel.replaceChildren(
    h('div', { class: 'head' }, h('span', { class: 'badge ' + cell.z }, cell.k + ' ' + cell.w), h('span', { class: 'soft' }, cell.z === 'not-run' ? '' : duration(cell.m)), h('span', { class: 'fill' }),
      h('button', { class: 'btn', type: 'button', on: { click: () => step(-1) } }, '‹ Previous'),
      h('button', { class: 'btn', type: 'button', on: { click: () => step(1) } }, 'Next ›'), close),
    h('div', { class: 'body' }, drawCard(cell)))
  panel.scrollTop = 0
  if (focus) close.focus({ preventScroll: true })
}

const hashOf = i => '#cell=' + encodeURIComponent(data.cells[i].i)
const leave = () => {
  const old = current
  history.pushState(null, '', location.pathname + location.search)
  show(-1)
  const row = document.querySelector('.list a[data-n="' + old + '"]')
  if (row) row.focus()
}
const step = by => {
  const at = shown.indexOf(current) + by
  if (at < 0 || at >= shown.length) return
  if (at >= drawn) drawMore(at + chunk)
  history.replaceState(null, '', hashOf(shown[at]))
  show(shown[at])
}

const fromHash = () => {
  const hash = location.hash
  show(hash.startsWith('#cell=') ? data.cells.findIndex((_, i) => hashOf(i) === hash) : -1, true)
}

const move = by => {
  const rows = [...document.querySelectorAll('.list a')]
  const at = rows.indexOf(document.activeElement)
  const row = rows[at + by] || (at < 0 ? rows[0] : null)
  if (row) row.focus()
}

const keys = event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)
  if (event.key === 'Escape' && current >= 0) return leave()
  if (typing) return
  const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (event.key === '/') { event.preventDefault(); $('f-text').focus() }
  else if (current >= 0 && (event.key === 'j' || event.key === 'k')) step(by)
  else if (current < 0 && by && (event.key.length === 1 || event.target.closest('.list'))) { event.preventDefault(); move(by) }
}
`
