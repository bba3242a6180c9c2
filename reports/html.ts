/**
 * One HTML file that explains a run: no request leaves it, its policy allows
 * only its own script and style by hash, and what peers said is data, never
 * markup.
 */
import { createHash } from 'node:crypto'
import { defineReport } from '../harness/define.js'
import type { RenderOptions, RunRecord } from '../harness/model.js'
import { pageData } from './html/data.js'
import { script } from './html/script.js'
import { style } from './html/style.js'
import { escapeMarkup } from './shared/markup.js'
import { countsLine, lastWord } from './shared/tail.js'

const sha256 = (text: string): string =>
  createHash('sha256').update(text).digest('base64')

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${sha256(script)}'`,
  `style-src 'sha256-${sha256(style)}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** JSON inside a script element: nothing in it can end the element. */
const embedded = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')

const head = (record: RunRecord): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ftps-interop: ${escapeMarkup(lastWord(record).text)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#cells">To the cells</a>
<header class="top" id="head"></header>
<main>
<noscript><p>${escapeMarkup(lastWord(record).text)} ${escapeMarkup(countsLine(record))}</p>
<p>This page draws its cells with a script of its own; without it, read the Markdown report.</p></noscript>
<section id="reasons"></section>
<section id="matrix"></section>
<section id="hardening"></section>
<section id="cells">
<h2>Cells</h2>
<p>Choose one for its cause, cures and timeline. Keys: / to search, j and k to move, Enter to open, Esc to close.</p>
<div class="filters" id="filters" role="search" aria-label="Filters"></div>
<ul class="list" id="list"></ul>
<div id="end"></div>
</section>
<section id="lanes"></section>
</main>
<aside class="cell hidden" id="cell" aria-labelledby="cell-title"></aside>
`

export default defineReport({
  id: 'html',
  title: 'one self-contained page: matrix, causes, timelines',
  extension: 'html',
  byDefault: true,
  *render(record: RunRecord, options: RenderOptions) {
    yield head(record)
    yield '<script type="application/json" id="data">'
    yield embedded(pageData(record, options.explain))
    yield `</script>\n<script>${script}</script>\n</body>\n</html>\n`
  },
})
