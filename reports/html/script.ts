/** The page's script, whole. It asks for nothing outside the page. */
import { scriptBase } from './script-base.js'
import { scriptCell } from './script-cell.js'
import { scriptList } from './script-list.js'
import { scriptTimeline } from './script-timeline.js'
import { scriptTop } from './script-top.js'

const start = String.raw`
drawHead()
drawReasons()
drawMatrix()
drawHardening()
drawFilters()
drawLanes()
refresh()
addEventListener('hashchange', fromHash)
addEventListener('popstate', fromHash)
addEventListener('keydown', keys)
fromHash()
`

export const script = [
  "'use strict';(() => {",
  scriptBase,
  scriptTop,
  scriptList,
  scriptTimeline,
  scriptCell,
  start,
  '})()',
].join('\n')
