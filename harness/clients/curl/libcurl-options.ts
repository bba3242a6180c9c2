/**
 * libcurl's options that matter between an FTPS client and a server, under
 * the names of curl_easy_setopt(3), and what each is in the words of the curl
 * tool. Those that libcurl on GnuTLS accepts and ignores (7.88.1:
 * CURLOPT_SSL_CIPHER_LIST, with priority strings too) are not here.
 */
import type { Option, OptionValues } from '../../model.js'
import {
  below13,
  blind,
  choice,
  free,
  protectedData,
  rootsFile,
  text,
  unresumed,
  yesNo,
} from '../child/option-kit.js'

const manual = (name: string): string => `${name}(3)`
const numbers = { values: ['1', '0'] as const }
const needsTickets = [
  // it takes the session before the server's ticket is there
  'data-session-not-reused',
  'server-data-fails-on-tls13-offer',
  'data-session-not-reused-tls13',
  'data-session-not-reused-tls13-second-transfer',
  'upload-reset-unread-tickets-tls13',
] as const
const upTo12 = 'CURL_SSLVERSION_MAX_TLSv1_2'

export const libcurlOptions: Readonly<Record<string, Option>> = {
  CURLOPT_USE_SSL: choice(
    'TRY goes on in clear without TLS, CONTROL has data in clear',
    ['CURLUSESSL_ALL', 'CURLUSESSL_TRY', 'CURLUSESSL_CONTROL'],
    'CURLUSESSL_ALL',
    manual('CURLOPT_USE_SSL'),
    {
      cures: [
        free(
          'client-falls-back-to-clear-text',
          ['CURLUSESSL_TRY'],
          'CURLUSESSL_ALL',
        ),
        ...protectedData(['CURLUSESSL_CONTROL'], 'CURLUSESSL_ALL'),
      ],
    },
  ),
  CURLOPT_SSLVERSION: choice(
    'lowest (TLSv1_x) or highest (MAX_TLSv1_x) TLS version; unset is 1.0 to 1.3',
    [
      '',
      'CURL_SSLVERSION_MAX_TLSv1_0',
      'CURL_SSLVERSION_MAX_TLSv1_1',
      upTo12,
      'CURL_SSLVERSION_TLSv1_2',
      'CURL_SSLVERSION_TLSv1_3',
    ],
    '',
    manual('CURLOPT_SSLVERSION'),
    {
      cures: [
        ...needsTickets.map(finding =>
          below13(finding, ['', 'CURL_SSLVERSION_TLSv1_3'], upTo12),
        ),
        free(
          'client-tls-too-old',
          [
            'CURL_SSLVERSION_MAX_TLSv1_0',
            'CURL_SSLVERSION_MAX_TLSv1_1',
            upTo12,
          ],
          '',
        ),
        {
          finding: 'client-tls-too-new-only',
          when: ['CURL_SSLVERSION_TLSv1_2', 'CURL_SSLVERSION_TLSv1_3'],
          to: '',
          securityCost: 'high',
          exposes: 'TLS 1.0',
        },
      ],
    },
  ),
  CURLOPT_SSL_SESSIONID_CACHE: yesNo(
    '0: data connections offer no session',
    '1',
    manual('CURLOPT_SSL_SESSIONID_CACHE'),
    { ...numbers, cures: unresumed.map(f => free(f, ['0'], '1')) },
  ),
  CURLOPT_FTP_USE_EPSV: yesNo(
    '0: PASV instead of EPSV',
    '1',
    manual('CURLOPT_FTP_USE_EPSV'),
    { ...numbers, cures: [free('pasv-address-wrong', ['0'], '1')] },
  ),
  CURLOPT_FTP_SKIP_PASV_IP: yesNo(
    'dials the control address, not the one in 227',
    '1',
    manual('CURLOPT_FTP_SKIP_PASV_IP'),
    { ...numbers, cures: [free('pasv-address-wrong', ['0'], '1')] },
  ),
  CURLOPT_FTP_USE_EPRT: yesNo(
    '0: PORT instead of EPRT',
    '1',
    manual('CURLOPT_FTP_USE_EPRT'),
    numbers,
  ),
  CURLOPT_FTPPORT: text(
    'active mode; - is the address of the control connection',
    '',
    manual('CURLOPT_FTPPORT'),
    { cures: [free('active-mode-client-unreachable', ['-'], '')] },
  ),
  CURLOPT_FTP_SSL_CCC: choice(
    'PASSIVE: CCC behind login, control in clear',
    ['CURLFTPSSL_CCC_NONE', 'CURLFTPSSL_CCC_PASSIVE'],
    'CURLFTPSSL_CCC_NONE',
    manual('CURLOPT_FTP_SSL_CCC'),
    {
      cures: [
        free(
          'server-forbids-ccc',
          ['CURLFTPSSL_CCC_PASSIVE'],
          'CURLFTPSSL_CCC_NONE',
        ),
      ],
    },
  ),
  CURLOPT_SSL_VERIFYPEER: yesNo(
    '0, with CURLOPT_SSL_VERIFYHOST 0: does not verify the server certificate',
    '1',
    manual('CURLOPT_SSL_VERIFYPEER'),
    { ...numbers, cures: blind(['1'], '0') },
  ),
  CURLOPT_CAINFO: rootsFile(manual('CURLOPT_CAINFO')),
}

type Word = readonly [name: string, value: string]

const useSsl: Readonly<Record<string, readonly Word[]>> = {
  CURLUSESSL_ALL: [['ssl-reqd', 'YES']],
  CURLUSESSL_TRY: [['ssl-reqd', 'NO']],
  CURLUSESSL_CONTROL: [['ftp-ssl-control', 'YES']],
}

/** `yes` is the value that means the switch of the tool */
const flag =
  (name: string, yes: string) =>
  (value: string): readonly Word[] => [[name, value === yes ? 'YES' : 'NO']]

const toWords: Readonly<Record<string, (value: string) => readonly Word[]>> = {
  CURLOPT_USE_SSL: value => useSsl[value] ?? [],
  CURLOPT_SSLVERSION: value => {
    const [, most, digit = ''] = /_(MAX_)?TLSv1_(\d)$/.exec(value) ?? []
    const number = digit === '' ? '' : `1.${digit}`
    // one option in libcurl: what it does not name has no bound
    return [
      ['tlsv1.x', most === undefined ? number : ''],
      ['tls-max', most === undefined ? '' : number],
    ]
  },
  CURLOPT_SSL_SESSIONID_CACHE: flag('no-sessionid', '0'),
  CURLOPT_FTP_USE_EPSV: flag('disable-epsv', '0'),
  CURLOPT_FTP_USE_EPRT: flag('disable-eprt', '0'),
  CURLOPT_FTP_SKIP_PASV_IP: flag('ftp-skip-pasv-ip', '1'),
  CURLOPT_FTPPORT: value => [['ftp-port', value]],
  CURLOPT_FTP_SSL_CCC: flag('ftp-ssl-ccc', 'CURLFTPSSL_CCC_PASSIVE'),
  CURLOPT_SSL_VERIFYPEER: flag('insecure', '0'),
  CURLOPT_CAINFO: value => [['cacert', value]],
}

/** As the curl tool's config file says them. */
export const inWords = (options: OptionValues): OptionValues =>
  Object.fromEntries(
    Object.entries(options).flatMap(
      ([name, value]) => toWords[name]?.(value) ?? [],
    ),
  )

/** As a program in C writes it; Python drops CURLOPT_ and CURL. */
export const libcurlLine = (option: string, value: string): string => {
  if (value === '') return `(without ${option})`
  const plain = /^(?:-?\d+|CURL\w+)$/.test(value)
  return `curl_easy_setopt(h, ${option}, ${plain ? value : `"${value}"`})`
}
