/** Both ends as two lifelines; data connections are bands of their own. */
export const scriptTimeline = String.raw`
const readLines = t => {
  const lines = []
  for (let i = 0; i + 5 < t.length; i += 6) {
    const flags = t[i + 1]
    lines.push({
      at: t[i] / 10,
      by: ['unknown', 'client', 'server'][flags & 3],
      crosses: (flags & 4) !== 0,
      weight: data.weights[(flags >> 3) & 3],
      only: ['', 'client', 'server'][(flags >> 5) & 3],
      kind: data.kinds[flags >> 7],
      connection: t[i + 2],
      text: data.texts[t[i + 3]],
      detail: data.texts[t[i + 4]],
      seen: data.texts[t[i + 5]],
    })
  }
  return lines
}

const signs = { bad: '✕ ', notable: '▲ ', good: '✓ ', plain: '' }
const drawLine = (line, previous) => {
  const sign = line.kind === 'command' ? '' : signs[line.weight]
  const words = [h('span', { class: 'what' }, sign + line.text), line.detail && h('small', {}, '  ' + line.detail),
    line.only && [' ', h('span', { class: 'badge only' }, 'seen only at the ' + line.only)]]
  const title = 'seen by ' + line.seen
  const content = line.crosses
    ? h('div', { class: 'msg ' + line.by, title }, h('span', { class: 'txt' }, h('span', { class: 'skip' }, line.by + ': '), words), h('span', { class: 'arrow' }))
    : h('div', { class: 'note ' + line.by, title }, h('span', { class: 'skip' }, line.by + ' notes: '), words)
  const time = previous !== null && Math.abs(previous - line.at) < .05 ? '' : line.at.toFixed(1)
  return h('div', { class: 'tl-row k-' + line.kind + ' w-' + line.weight }, h('time', {}, time), h('div', { class: 'wire' }, content))
}

const bandTitle = (lines, connection, again) => {
  const n = connection >> 1
  if (connection % 2 === 0) return 'control ' + n
  const mode = lines.find(l => l.connection === connection && l.kind === 'open')
  return 'data ' + n + (mode && mode.detail ? ', ' + mode.detail : '') + (again ? ', goes on' : '')
}

const drawTimeline = cell => {
  const lines = readLines(cell.t)
  if (lines.length === 0) return [heading('Timeline'), h('p', { class: 'soft' }, 'Nothing was observed.')]
  const box = h('div', { class: 'timeline' }, h('div', { class: 'lanes-head' }, h('span', {}), h('div', {}, h('span', {}, 'Client'), h('span', {}, 'Server'))))
  const met = new Set()
  let band = box
  let connection = -1
  let previous = null
  for (const line of lines) {
    if (line.connection !== connection) {
      connection = line.connection
      band = box
      if (connection !== 2) {
        band = h('section', { class: 'band' }, h('p', {}, bandTitle(lines, connection, met.has(connection))))
        box.append(band)
      }
      met.add(connection)
    }
    band.append(drawLine(line, previous))
    previous = line.at
  }
  const toggle = h('input', { type: 'checkbox', on: { change: event => box.classList.toggle('no-tls', event.target.checked) } })
  return [h('div', { class: 'tl-head' }, heading('Timeline, ms'), h('label', { class: 'soft' }, toggle, ' only what matters of TLS')), box]
}
`
