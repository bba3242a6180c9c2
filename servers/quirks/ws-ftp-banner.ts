/**
 * The greeting names product and version; the number behind it is a challenge
 * for the product's own XAUT login, another one for each connection.
 *
 * Sources: public banners `aldanmo X2 WS_FTP Server 3.1.3 (2434805489)` and
 * `ws_ftp X2 WS_FTP Server 7.6.2(48445295)`; no blank since 5.
 */
import { randomInt } from 'node:crypto'
import { compareVersions } from '../../harness/versions.js'
import { hookQuirk, type Quirk } from './quirk.js'

export const wsFtpBanner = (version: string): Quirk =>
  hookQuirk({
    greet: () => {
      const challenge = randomInt(1e7, 2 ** 32)
      const gap = compareVersions(version, '5.0') < 0 ? ' ' : ''
      return [220, `ftp X2 WS_FTP Server ${version}${gap}(${challenge})`]
    },
  })
