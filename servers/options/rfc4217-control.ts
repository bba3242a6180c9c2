/** What else the server by the book asks of a control connection. */
import type { Option } from '../../harness/model.js'
import { costlyCure, freeCure } from './cure-kit.js'
import { option, text, yesNo } from './rfc4217-words.js'

export const rfc4217ControlOptions: Readonly<Record<string, Option>> = {
  'server-name': text('SNI that is served; empty: any', '', 'RFC 6066 3', [
    freeCure('sni-unknown', ''),
  ]),
  alpn: text(
    'ALPN that is served; empty: ALPN is ignored',
    '',
    'RFC 7301 3.2',
    [freeCure('alpn-mismatch', '')],
  ),
  ccc: option(
    'the control connection may go back to clear',
    yesNo,
    'yes',
    'RFC 4217 12.3',
    [
      costlyCure(
        'server-forbids-ccc',
        'yes',
        'commands and file names after CCC are in clear',
      ),
    ],
  ),
  'commands-behind-auth': option(
    'what follows AUTH in the same segment',
    ['discarded', 'obeyed'],
    'discarded',
    'RFC 3207 6',
    [freeCure('starttls-injection', 'discarded')],
  ),
}
