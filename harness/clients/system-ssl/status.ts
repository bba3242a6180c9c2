/**
 * What System SSL says when it gives up: its decimal return codes with their
 * texts (z/OS Cryptographic Services System SSL Programming, "Messages and
 * codes"), and how an alert of either side becomes one of them. Knows nothing
 * of the FTP messages that carry them.
 */
import type { Side } from '../../model.js'

export const statusTexts: Readonly<Record<number, string>> = {
  8: 'Certificate validation error',
  401: 'Certificate is expired or is not valid yet',
  402: 'No SSL cipher specifications',
  403: 'No certificate received from partner',
  405: 'Certificate format is not supported',
  406: 'Error while reading or writing data',
  410: 'SSL message format is incorrect',
  411: 'Message authentication code is incorrect',
  412: 'SSL protocol or certificate type is not supported',
  413: 'Certificate signature is incorrect',
  414: 'Certificate is not valid',
  415: 'SSL protocol violation',
  417: 'Self-signed certificate cannot be validated',
  420: 'Socket closed by remote partner',
  431: 'Certificate is revoked',
  432: 'Session renegotiation is not allowed',
  434: 'Certificate key is not compatible with cipher suite',
  435: 'Certificate authority is unknown',
  438: 'Internal error reported by remote partner',
  439: 'Unknown alert received from remote partner',
}

export interface SystemSslErrorInit {
  /** what exactly happened; defaults to the text of the code */
  readonly detail?: string
  /** the alert that ended it, with its sender */
  readonly alert?: { readonly sender: Side; readonly code: number }
  readonly cause?: unknown
}

export class SystemSslError extends Error {
  readonly rc: number
  readonly text: string
  readonly alert: { readonly sender: Side; readonly code: number } | undefined

  constructor(rc: number, init: SystemSslErrorInit = {}) {
    const text = statusTexts[rc] ?? 'Unknown error'
    const detail = init.detail === undefined ? '' : `: ${init.detail}`
    super(`${text}${detail}`, { cause: init.cause })
    this.name = 'SystemSslError'
    this.rc = rc
    this.text = text
    this.alert = init.alert
  }
}

/** A failure that this end found and tells its peer by an alert. */
export const refuse = (rc: number, alert: number, detail: string) =>
  new SystemSslError(rc, { detail, alert: { sender: 'client', code: alert } })

// Not documented by IBM; after the meaning of the two lists.
const received: Readonly<Record<number, number>> = {
  20: 411,
  40: 402,
  42: 414,
  43: 412,
  44: 431,
  45: 401,
  46: 414,
  47: 410,
  48: 435,
  50: 410,
  70: 412,
  80: 438,
}

export const alertReceived = (code: number): SystemSslError =>
  code === 0
    ? new SystemSslError(420, { detail: 'close_notify in the handshake' })
    : new SystemSslError(received[code] ?? 439, {
        detail: `alert ${code} received`,
        alert: { sender: 'server', code },
      })
