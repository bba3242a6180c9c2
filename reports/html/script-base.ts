/**
 * First part of the page's script: the data, and `h` that makes elements.
 * Text becomes text nodes only, so that nothing a peer said is ever markup.
 */
export const scriptBase = String.raw`
const data = JSON.parse(document.getElementById('data').textContent)
const body = document.body
const $ = id => document.getElementById(id)
const duration = ms => ms < 1000 ? ms + ' ms' : (ms / 1000).toFixed(1) + ' s'

const h = (name, props, ...children) => {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue
    if (key === 'on') for (const [type, f] of Object.entries(value)) element.addEventListener(type, f)
    else if (key === 'class') element.className = value
    else element.setAttribute(key, value === true ? '' : String(value))
  }
  element.append(...children.flat(Infinity).filter(c => c !== undefined && c !== null && c !== false && c !== ''))
  return element
}

const plural = (n, one) => n + ' ' + one + (n === 1 ? '' : 's')
const costWords = { none: 'no security cost', low: 'security cost: low', high: 'security cost: high' }
const costBadge = cost => h('span', { class: 'badge ' + cost }, costWords[cost])
const stateWords = { deviation: 'not as expected', error: 'error of ours', known: 'known failure', passed: 'passed', 'not-run': 'not run' }
const states = ['deviation', 'error', 'known', 'passed', 'not-run']
const cardOf = cell => data.cards[cell.d]

const copy = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // file: in some browsers has no clipboard
    const area = h('textarea', { class: 'skip' })
    area.value = text
    body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
    button.focus()
  }
  const label = button.textContent
  button.textContent = 'Copied'
  setTimeout(() => { button.textContent = label }, 1200)
}
const copyButton = (text, label) => {
  const button = h('button', { class: 'btn', type: 'button', 'aria-label': label + ': ' + text }, 'Copy')
  button.addEventListener('click', () => copy(text, button))
  return button
}
const codeLine = (text, label) => h('div', { class: 'line' }, h('pre', {}, text), copyButton(text, label))

const setTheme = () => {
  const root = document.documentElement
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.theme = dark ? 'light' : 'dark'
}
`
