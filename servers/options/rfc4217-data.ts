/** What the server by the book protects, and how its data connections end. */
import type { Option } from '../../harness/model.js'
import { clearData, costlyCure, freeCure } from './cure-kit.js'
import { option, text, yesNo } from './rfc4217-words.js'

export const rfc4217DataOptions: Readonly<Record<string, Option>> = {
  'data-protection': option(
    'data connections need PROT P',
    ['required', 'optional'],
    'required',
    'RFC 4217 9, 11',
    [
      costlyCure('server-requires-prot-p', 'optional', clearData),
      costlyCure('client-prot-p-missing', 'optional', clearData),
    ],
  ),
  'login-protection': option(
    'a login needs TLS',
    ['required', 'optional'],
    'required',
    'RFC 4217 11',
    [
      costlyCure(
        'server-requires-tls-login',
        'optional',
        'passwords cross the network in clear',
      ),
    ],
  ),
  'upload-end': option(
    'an upload must end with close_notify',
    ['strict', 'lenient'],
    'strict',
    'RFC 8446 6.1',
    [
      costlyCure(
        'upload-without-close-notify',
        'lenient',
        'a file cut short on the way is confirmed',
      ),
    ],
  ),
  'download-end': option(
    "a download's close_notify must be answered",
    ['strict', 'lenient'],
    'lenient',
    'RFC 8446 6.1',
    [freeCure('download-close-notify-unanswered', 'lenient')],
  ),
  'close-notify': option(
    'data connections end with close_notify',
    yesNo,
    'yes',
    'RFC 8446 6.1',
    [freeCure('server-no-close-notify', 'yes')],
  ),
  passive: option('PASV and EPSV', yesNo, 'yes', 'RFC 959 4.1.2', [
    freeCure('passive-mode-refused', 'yes'),
  ]),
  active: option('PORT and EPRT', yesNo, 'yes', 'RFC 959 4.1.2', [
    freeCure('active-mode-refused', 'yes'),
  ]),
  'passive-address': text('address in the reply to PASV', '', 'RFC 959 4.1.2', [
    freeCure('pasv-address-wrong', ''),
  ]),
}
